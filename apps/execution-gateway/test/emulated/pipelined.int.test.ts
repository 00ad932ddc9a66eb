import { join } from 'node:path';
import { wireEnums } from '@meridian/protocol';
import { expect, test } from 'vitest';
import { readJournal } from '../../src/journal/read.ts';
import { Bridge } from '../../src/testing/bridge.ts';
import { newFolder, terminalBinary } from './recorded.ts';
import { steady, Terminal } from './terminal.ts';

const { OrderAction, OrderType } = wireEnums;
const disorder = ['--broker-delay-ms', '150', '--delay-spread-ms', '150', '--shuffle-transactions', '--seed', '5'];

test('--delay-spread-ms: many requests are under way at one terminal at once, their answers overtake each other, and each finds its own', async () => {
	const { gateway } = await Terminal.start({ ticks: steady(5), args: disorder });
	const count = 24;
	const volumes = Array.from({ length: count }, (_, n) => (n + 1) / 100);
	const seqs = volumes.map((volume) => gateway.order({ volume }));
	await gateway.heard('TradeAck', (ack) => ack.commandSeq === seqs.at(-1));
	expect([gateway.all('TradeAck').length, gateway.all('TradeResult').length]).toEqual([count, 0]);
	for (const [n, seq] of seqs.entries()) {
		const result = await gateway.result(seq);
		expect(result).toMatchObject({ retcode: 10009, orderId: 1_000_000n + seq, volume: volumes[n] });
		const deal = await gateway.heard('DealItem', ({ ticket }) => ticket === result.deal);
		expect(deal).toMatchObject({ order: result.order, magic: 1_000_000n + seq, volume: volumes[n] });
	}
	const order = gateway.all('TradeResult').map(({ commandSeq }) => Number(commandSeq));
	expect(order.toSorted((a, b) => a - b)).toEqual(seqs.map(Number));
	expect(order, 'answers in the order of the requests').not.toEqual(seqs.map(Number));
});

test('--delay-spread-ms: an order that is refused among others is refused alone', async () => {
	const { gateway } = await Terminal.start({ ticks: steady(5), args: disorder });
	const good = [1, 2, 3, 4, 5, 6].map(() => gateway.order({ volume: 0.01 }));
	const bad = gateway.order({ volume: 0.015 });
	const resting = gateway.order({ action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.05 });
	const later = [1, 2, 3].map(() => gateway.order({ volume: 0.01 }));
	expect((await gateway.result(bad)).retcode).toBe(10014);
	expect(await gateway.result(resting)).toMatchObject({ retcode: 10009, deal: 0n });
	for (const seq of [...good, ...later]) expect((await gateway.result(seq)).retcode).toBe(10009);
});

test('--requests-per-second: the server refuses what is too much, and says so of each', async () => {
	const { gateway } = await Terminal.start({ ticks: steady(5), args: ['--requests-per-second', '3'] });
	const seqs = Array.from({ length: 5 }, () => gateway.order({ volume: 0.01 }));
	const answers = await Promise.all(seqs.map((seq) => gateway.result(seq)));
	expect(answers.map(({ retcode }) => retcode)).toEqual([10009, 10009, 10009, 10024, 10024]);
});

type Booked = { readonly tenantId: number; readonly qty: number; readonly filledQty: number; readonly life: string };
/** Every order as it was told last. */
function ordersOf(bridge: Bridge): Booked[] {
	const orders = new Map<string, Booked>();
	readJournal({
		dir: join(bridge.stateDir, 'journal'),
		afterSeq: 0,
		visit: ({ outputs }) => {
			for (const output of outputs)
				if (output.kind === 'order') orders.set(`${output.order.tenantId}:${output.order.orderId}`, output.order);
		},
	});
	return [...orders.values()];
}

test('orders of two tenants under way at once, under the same ids, are each filled with their own quantity', async () => {
	const args = [...disorder, '--chart', 'EURUSD'];
	const bridge = await Bridge.open({
		...{ dir: newFolder(), binary: terminalBinary() },
		terminals: [
			{ server: 'Broker 0', args },
			{ server: 'Broker 1', args: args.map((word) => (word === '5' ? '6' : word)) },
		],
	});
	const quantities = Array.from({ length: 12 }, (_, n) => n + 1);
	try {
		await bridge.reconciled();
		await bridge.until('a quote of both', async () => (await bridge.terminals()).every(({ ticksReceived }) => ticksReceived > 0));
		const answers = await Promise.all(
			quantities.flatMap((qty) =>
				[1, 2].map((tenantId) => bridge.order(tenantId, { clientOrderId: `o${qty}`, side: 'BUY', qty: qty * tenantId })),
			),
		);
		expect(answers.map((answer) => (answer?.name === 'OrderReply' ? answer.body.life : answer?.name))).toEqual(
			answers.map(() => 'SUBMITTED'),
		);
		await bridge.until('all to be filled', () => ordersOf(bridge).every(({ life }) => life === 'FILLED'));
	} finally {
		await bridge.close();
	}
	const orders = ordersOf(bridge);
	expect(orders.map(({ filledQty }) => filledQty)).toEqual(orders.map(({ qty }) => qty));
	for (const tenantId of [1, 2])
		expect(
			orders
				.filter((order) => order.tenantId === tenantId)
				.map(({ qty }) => qty)
				.toSorted((a, b) => a - b),
		).toEqual(quantities.map((qty) => qty * tenantId));
}, 60_000);
