import { wireEnums } from '@meridian/protocol';
import { expect, test, vi } from 'vitest';
import { quotes, steady, Terminal } from './terminal.ts';

const { OrderAction, OrderType, OrderState, DealEntry, DealReason, Filling, TimeType } = wireEnums;
const rising = quotes(['1.10000', '1.10010'], ['1.10050', '1.10060'], ['1.10100', '1.10110'], ['1.10200', '1.10210']);

/** What the broker does with a command, as the Expert Advisor tells it. */
test('a market order is acknowledged, answered, and its deal and position are told', async () => {
	const { gateway } = await Terminal.start({ ticks: rising });
	const seq = gateway.order({ volume: 0.25, sl: 1.09, tp: 1.2 });
	expect(await gateway.heard('TradeAck')).toMatchObject({ commandSeq: seq, sent: true, retcode: 10008 });
	const result = await gateway.result(seq);
	expect(result).toMatchObject({ retcode: 10009, price: 1.1001 });
	expect(await gateway.heard('DealItem', (deal) => deal.ticket === result.deal)).toMatchObject({
		entry: DealEntry.IN,
		volume: 0.25,
		price: 1.1001,
		magic: 1_000_000n + seq,
	});
	expect(await gateway.heard('PositionItem')).toMatchObject({
		volume: 0.25,
		priceOpen: 1.1001,
		sl: 1.09,
		tp: 1.2,
		identifier: result.order,
	});
	expect(await gateway.heard('OrderItem', (order) => order.historical)).toMatchObject({ state: OrderState.FILLED, volumeCurrent: 0 });
});

test('a close by ticket books the profit and the position is gone', async () => {
	const terminal = await Terminal.start({ ticks: rising });
	const { gateway } = terminal;
	const opened = await gateway.result(gateway.order({ volume: 1 }));
	await terminal.ticks(1);
	const closed = await gateway.result(gateway.order({ volume: 1, type: OrderType.MARKET_SELL, position: opened.order }));
	expect(await gateway.heard('DealItem', (deal) => deal.ticket === closed.deal)).toMatchObject({
		entry: DealEntry.OUT,
		profit: 40,
		price: 1.1005,
	});
	expect(await gateway.heard('PositionGone')).toMatchObject({ identifier: opened.order });
	expect(await gateway.heard('Account', (account) => account.balance === 100_040)).toMatchObject({ equity: 100_040, margin: 0 });
});

test.each([
	['without a magic', [], 0n],
	['with the request’s magic, where the broker keeps it', ['--close-by-magic', 'request'], 1_000_003n],
] as const)('two positions close each other by a pair of deals, %s, under an order that names both', async (_what, args, magic) => {
	const terminal = await Terminal.start({ ticks: rising, args });
	const { gateway } = terminal;
	const long = await gateway.result(gateway.order({ volume: 1 }));
	await terminal.ticks(1);
	const short = await gateway.result(gateway.order({ volume: 0.4, type: OrderType.MARKET_SELL }));
	const pair = { position: long.order, positionBy: short.order };
	const closed = await gateway.result(gateway.order({ action: OrderAction.CLOSE_BY, type: OrderType.CLOSE_BY, volume: 0.4, ...pair }));
	expect(closed.retcode).toBe(10009);
	expect(await gateway.heard('OrderItem', (order) => order.ticket === closed.order)).toMatchObject({
		type: OrderType.CLOSE_BY,
		state: OrderState.FILLED,
		positionId: long.order,
		positionById: short.order,
		magic,
	});
	for (const [positionId, profit] of [[long.order, 16] as const, [short.order, 0] as const])
		expect(await gateway.heard('DealItem', (deal) => deal.order === closed.order && deal.positionId === positionId)).toMatchObject({
			...{ entry: DealEntry.OUT_BY, volume: 0.4, price: 1.1005, profit, magic },
		});
	expect(await gateway.heard('PositionGone')).toMatchObject({ identifier: short.order });
	await terminal.kill();
	await terminal.run();
	await gateway.snapshot();
	expect(gateway.all('OrderItem').findLast((order) => order.ticket === closed.order)).toMatchObject({ positionById: short.order });
});

test('a netting reversal keeps the identifier and changes the ticket', async () => {
	const { gateway } = await Terminal.start({ ticks: rising, args: ['--mode', 'netting'] });
	const first = await gateway.result(gateway.order({ volume: 1 }));
	const second = await gateway.result(gateway.order({ volume: 3, type: OrderType.MARKET_SELL }));
	expect(await gateway.heard('DealItem', (deal) => deal.ticket === second.deal)).toMatchObject({ entry: DealEntry.INOUT, profit: -10 });
	expect(await gateway.heard('PositionItem', (position) => position.ticket === second.order)).toMatchObject({
		identifier: first.order,
		volume: 2,
		side: wireEnums.Side.SELL,
	});
});

test('a limit rests, is modified, and fills at the tick that reaches it', async () => {
	const falling = quotes(['1.10000', '1.10010'], ['1.09950', '1.09960'], ['1.09800', '1.09810']);
	const terminal = await Terminal.start({ ticks: falling });
	const { gateway } = terminal;
	const rested = await gateway.result(gateway.order({ action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.0997, tp: 1.11 }));
	expect(await gateway.heard('OrderItem')).toMatchObject({
		ticket: rested.order,
		state: OrderState.PLACED,
		price: 1.0997,
		historical: false,
	});
	const modified = await gateway.result(gateway.order({ action: OrderAction.MODIFY, order: rested.order, price: 1.0985, tp: 1.12 }));
	expect(modified.retcode).toBe(10009);
	expect(await gateway.heard('OrderItem', (order) => order.price === 1.0985)).toMatchObject({ tp: 1.12 });
	await terminal.ticks(1);
	expect(await terminal.books()).toMatchObject({ orders: 1, deals: 1 });
	await terminal.ticks(1);
	expect(await gateway.heard('DealItem', (deal) => deal.order === rested.order)).toMatchObject({ price: 1.0981 });
});

test('a stop-limit rests with both prices, becomes its limit at its stop, and fills there', async () => {
	const ticks = quotes(['1.10000', '1.10010'], ['1.10100', '1.10110'], ['1.10050', '1.10060'], ['1.10000', '1.10010']);
	const terminal = await Terminal.start({ ticks });
	const { gateway } = terminal;
	const { order } = await gateway.result(
		gateway.order({ action: OrderAction.PENDING, type: OrderType.BUY_STOP_LIMIT, price: 1.101, stopLimit: 1.1004 }),
	);
	const rests = await gateway.heard('OrderItem', (item) => item.ticket === order);
	expect(rests).toMatchObject({ type: OrderType.BUY_STOP_LIMIT, price: 1.101, stopLimit: 1.1004 });
	await gateway.result(gateway.order({ action: OrderAction.MODIFY, order, price: 1.1011, stopLimit: 1.1005 }));
	await terminal.ticks(1);
	const limit = await gateway.heard('OrderItem', (item) => item.ticket === order && item.type === OrderType.BUY_LIMIT);
	expect(limit).toMatchObject({ price: 1.1005, stopLimit: 0, state: OrderState.PLACED });
	await terminal.ticks(1);
	expect(await terminal.books()).toMatchObject({ orders: 1, deals: 1 });
	await terminal.ticks(1);
	expect(await gateway.heard('DealItem', (deal) => deal.order === order)).toMatchObject({ price: 1.1001 });
});

test('a pending order expires at the moment that it was sent with, also after an amend, and says so', async () => {
	const terminal = await Terminal.start({ ticks: steady(50) });
	const { gateway } = terminal;
	const until = { timeType: TimeType.SPECIFIED, expirationSec: 1_704_153_602n }; // the eighth tick after the first
	const limit = { action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.05, ...until };
	const { order } = await gateway.result(gateway.order(limit));
	expect((await gateway.result(gateway.order({ action: OrderAction.MODIFY, order, price: 1.06, ...until }))).retcode).toBe(10009);
	await terminal.ticks(7);
	expect(await terminal.books()).toMatchObject({ orders: 1 });
	await terminal.ticks(1);
	expect(await gateway.heard('OrderItem', (item) => item.ticket === order && item.historical)).toMatchObject({ state: OrderState.EXPIRED });
	expect((await gateway.result(gateway.order(limit))).retcode).toBe(10022);
});

test('a buy stop triggers above the market', async () => {
	const terminal = await Terminal.start({ ticks: rising });
	const { gateway } = terminal;
	const rested = await gateway.result(gateway.order({ action: OrderAction.PENDING, type: OrderType.BUY_STOP, price: 1.101 }));
	await terminal.ticks(1);
	expect(await terminal.books()).toMatchObject({ deals: 1 });
	await terminal.ticks(1);
	expect(await gateway.heard('DealItem', (deal) => deal.order === rested.order)).toMatchObject({ price: 1.1011 });
});

test('a removed order is cancelled, and removing it again is refused', async () => {
	const { gateway } = await Terminal.start({ ticks: rising });
	const rested = await gateway.result(gateway.order({ action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.05 }));
	expect((await gateway.result(gateway.order({ action: OrderAction.REMOVE, order: rested.order }))).retcode).toBe(10009);
	expect(await gateway.heard('OrderItem', (order) => order.state === OrderState.CANCELED)).toMatchObject({
		ticket: rested.order,
		historical: true,
	});
	expect((await gateway.result(gateway.order({ action: OrderAction.REMOVE, order: rested.order }))).retcode).toBe(10035);
});

test('a day order expires at midnight of the broker', async () => {
	const night = `${quotes(['1.10000', '1.10010'])}EURUSD,${1_704_153_600_000 + 86_400_000},1.10000,1.10010\n`;
	const terminal = await Terminal.start({ ticks: night });
	const { gateway } = terminal;
	const terms = { action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.05, timeType: TimeType.DAY };
	const rested = await gateway.result(gateway.order(terms));
	await terminal.ticks(1);
	expect(await gateway.heard('OrderItem', (order) => order.state === OrderState.EXPIRED)).toMatchObject({ ticket: rested.order });
});

test('stops set on a position close it at the tick that reaches them, with their reason and without magic', async () => {
	const terminal = await Terminal.start({ ticks: rising });
	const { gateway } = terminal;
	const opened = await gateway.result(gateway.order({ volume: 1 }));
	const set = await gateway.result(gateway.order({ action: OrderAction.SLTP, position: opened.order, sl: 1.09, tp: 1.101 }));
	expect(set.retcode).toBe(10009);
	expect(await gateway.heard('PositionItem', (position) => position.tp === 1.101)).toMatchObject({ sl: 1.09 });
	await terminal.ticks(2);
	expect(await gateway.heard('DealItem', (deal) => deal.reason === DealReason.TP)).toMatchObject({ price: 1.101, magic: 0n, profit: 90 });
});

test.each([
	['a volume off the step', { volume: 0.015 }, 10014],
	['a limit on the wrong side of the market', { action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.2 }, 10015],
	['stops on the wrong side', { sl: 1.2 }, 10016],
	['more than the money allows', { volume: 200 }, 10019],
	['a filling the symbol does not have', { filling: Filling.RETURN }, 10030],
	['a position that is not there', { position: 999n, type: OrderType.MARKET_SELL }, 10036],
])('%s is refused by the server: nothing is booked', async (_what, terms, retcode) => {
	const terminal = await Terminal.start({ ticks: rising });
	const seq = terminal.gateway.order(terms);
	expect((await terminal.gateway.result(seq)).retcode).toBe(retcode);
	expect(await terminal.books()).toMatchObject({ deals: 1, orders: 0, positions: [], balanceCents: 10_000_000 });
});

test.each([
	['algo off', 10027],
	['server off', 10031],
])('%s: the command is not sent, and that is said', async (command, retcode) => {
	const terminal = await Terminal.start({ ticks: rising });
	await terminal.ask(command);
	const seq = terminal.gateway.order();
	expect(await terminal.gateway.heard('TradeAck', (ack) => ack.commandSeq === seq)).toMatchObject({ sent: false, retcode });
	await vi.waitFor(
		() => expect(terminal.gateway.all('Account').some((account) => !account.connected || !account.tradeAllowed)).toBe(true),
		{ timeout: 15_000 },
	);
	expect(await terminal.books()).toMatchObject({ deals: 1 });
});

test('experts off: the server answers SERVER_DISABLES_AT (10026) to every request, the account says so, and a hand still trades', async () => {
	const terminal = await Terminal.start({ ticks: rising });
	const { gateway } = terminal;
	const rested = await gateway.result(gateway.order({ action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.05 }));
	await terminal.ask('experts off');
	for (const terms of [{}, { action: OrderAction.REMOVE, order: rested.order }]) {
		const seq = gateway.order(terms);
		expect(await gateway.heard('TradeAck', (ack) => ack.commandSeq === seq)).toMatchObject({ sent: true });
		expect(await gateway.result(seq)).toMatchObject({ retcode: 10026, order: 0n, deal: 0n });
	}
	expect(await gateway.heard('Account', (account) => !account.tradeAllowed)).toMatchObject({ connected: true });
	expect(await terminal.books()).toMatchObject({ deals: 1, orders: 1, positions: [] });
	expect(await terminal.ask('hand buy EURUSD 0.1')).toMatch(/^ok 10009 /);
	gateway.forget();
	await terminal.ask('experts on');
	await gateway.heard('Account', (account) => account.tradeAllowed);
	expect((await gateway.result(gateway.order())).retcode).toBe(10009);
});
