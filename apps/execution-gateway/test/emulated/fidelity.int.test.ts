import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { wireEnums } from '@meridian/protocol';
import { expect, test } from 'vitest';
import { quotes, steady, Terminal } from './terminal.ts';

/** One test for each trait of a real terminal that can be switched on: the Expert Advisor has to live with it. */
test('SocketIsReadable that claims a byte which is not there', async () => {
	const { gateway } = await Terminal.start({ args: ['--speculative-readable'] });
	expect((await gateway.result(gateway.order())).retcode).toBe(10009);
});

test('a timer of 16 ms at best', async () => {
	const { gateway } = await Terminal.start({ args: ['--timer-floor-ms', '16', '--budget-ms', '8'] });
	expect((await gateway.result(gateway.order())).retcode).toBe(10009);
});

test('--log-held: what comes while nothing of the EA runs waits for its timer, and the emulator says how long it lay', async () => {
	const { gateway, folder } = await Terminal.start({
		args: ['--timer-ms', '150', '--timer-floor-ms', '150', '--budget-ms', '0', '--broker-delay-ms', '0', '--log-held'],
	});
	const seqs: bigint[] = [];
	for (let n = 0; n < 5; n++) {
		seqs.push(gateway.order({ volume: 0.01 }));
		await gateway.result(seqs.at(-1) ?? 0n);
	}
	const held = readFileSync(join(folder, 'state.log'), 'utf8')
		.split('\n')
		.filter((line) => line.startsWith('held '))
		.map((line) => line.split(' ').slice(1).map(Number));
	expect(held.map(([orderId]) => orderId)).toEqual(seqs.map((seq) => 1_000_000 + Number(seq)));
	// Each was sent as soon as the timer had let the one before be answered: nearly a whole timer event lies in between.
	for (const [, us = 0] of held.slice(1)) expect([us > 20_000, us < 10_000_000]).toEqual([true, true]);
});

test('a transaction does not fill what MetaTrader does not: a sell’s deal says STARTED of its order', async () => {
	const { gateway } = await Terminal.start({ ticks: steady(3) });
	await gateway.result(gateway.order({ type: wireEnums.OrderType.MARKET_SELL }));
	const deal = await gateway.heard('TradeTransaction', ({ type }) => type === wireEnums.TransactionType.DEAL_ADD);
	expect(deal).toMatchObject({ orderState: wireEnums.OrderState.STARTED });
	expect(deal.deal).toBeGreaterThan(0n);
});

test('transactions in any order: the facts are the same', async () => {
	const { gateway } = await Terminal.start({ args: ['--shuffle-transactions', '--seed', '11'], ticks: steady(5) });
	for (let i = 0; i < 20; i++) {
		const result = await gateway.result(gateway.order({ volume: 0.02 }));
		await gateway.heard('DealItem', (deal) => deal.ticket === result.deal);
		await gateway.heard('PositionItem', (position) => position.identifier === result.order && position.volume === 0.02);
		await gateway.heard('OrderItem', (order) => order.ticket === result.order && order.state === wireEnums.OrderState.FILLED);
	}
});

test('a history that lags behind the event: the deal comes later, with its money', async () => {
	const terminal = await Terminal.start({ args: ['--history-lag', '300'], ticks: quotes(['1.10000', '1.10010'], ['1.10050', '1.10060']) });
	const { gateway } = terminal;
	const opened = await gateway.result(gateway.order({ volume: 1 }));
	expect(gateway.all('DealItem').some((deal) => deal.ticket === opened.deal)).toBe(false);
	await gateway.heard('DealItem', (deal) => deal.ticket === opened.deal);
	await terminal.ticks(1);
	const closed = await gateway.result(gateway.order({ volume: 1, type: wireEnums.OrderType.MARKET_SELL, position: opened.order }));
	expect(await gateway.heard('DealItem', (deal) => deal.ticket === closed.deal)).toMatchObject({ profit: 40 });
});

test('a stop-loss deal that carries the position’s magic', async () => {
	const terminal = await Terminal.start({
		args: ['--sl-magic', 'position'],
		ticks: quotes(['1.10000', '1.10010'], ['1.09000', '1.09010']),
	});
	const { gateway } = terminal;
	const seq = gateway.order({ sl: 1.095 });
	await gateway.result(seq);
	await terminal.ticks(1);
	expect(await gateway.heard('DealItem', (deal) => deal.reason === wireEnums.DealReason.SL)).toMatchObject({
		magic: 1_000_000n + seq,
		price: 1.09,
	});
});

test('a burst of transactions beyond the queue of 1,024: the oldest are displaced, and the next picture has them all', async () => {
	const terminal = await Terminal.start({ ticks: steady(3) });
	const { gateway } = terminal;
	const count = 500;
	for (let i = 0; i < count; i++) gateway.order({ volume: 0.01 });
	await gateway.heard('TradeAck', (ack) => ack.commandSeq === BigInt(count));
	await gateway.heard('Account');
	expect(await terminal.books()).toMatchObject({ deals: count + 1 });
	expect(gateway.all('TradeResult').length).toBeLessThan(count);
	gateway.forget();
	expect(await gateway.snapshot()).toMatchObject({ deals: count + 1, positions: count });
	expect(new Set(gateway.all('DealItem').map((deal) => deal.ticket)).size).toBe(count + 1);
});
