import { wireEnums } from '@meridian/protocol';
import { expect, test } from 'vitest';
import { quotes, rows, steady, Terminal } from './terminal.ts';

const { DealEntry, DealReason, Filling, OrderAction, OrderState, OrderType, TimeType } = wireEnums;
const moving = quotes(
	['1.10000', '1.10010'],
	['1.10050', '1.10060'],
	['1.10100', '1.10110'],
	['1.10050', '1.10060'],
	['1.10000', '1.10010'],
);

/** One test for each trouble that a broker can make; the switch is in its name. */
test('--symbol stops=: stops and pending prices nearer than the stops level are refused, the distance itself is taken', async () => {
	const { gateway } = await Terminal.start({ ticks: moving, args: ['--symbol', 'EURUSD:stops=50'] });
	expect(await gateway.heard('Symbol')).toMatchObject({ stopsLevelPoints: 50 });
	const limit = { action: OrderAction.PENDING, type: OrderType.BUY_LIMIT };
	expect((await gateway.result(gateway.order({ sl: 1.09951 }))).retcode).toBe(10016);
	expect((await gateway.result(gateway.order({ sl: 1.0995 }))).retcode).toBe(10009);
	expect((await gateway.result(gateway.order({ ...limit, price: 1.09961 }))).retcode).toBe(10015);
	expect((await gateway.result(gateway.order({ ...limit, price: 1.0996 }))).retcode).toBe(10009);
});

test('--symbol freeze=: an order or a stop that is about to trigger can be changed no more', async () => {
	const { gateway } = await Terminal.start({ ticks: moving, args: ['--symbol', 'EURUSD:freeze=30'] });
	const near = await gateway.opened({ action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.0999 });
	const far = await gateway.opened({ action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.0998 });
	expect((await gateway.result(gateway.order({ action: OrderAction.REMOVE, order: near }))).retcode).toBe(10029);
	expect((await gateway.result(gateway.order({ action: OrderAction.MODIFY, order: near, price: 1.05 }))).retcode).toBe(10029);
	expect((await gateway.result(gateway.order({ action: OrderAction.REMOVE, order: far }))).retcode).toBe(10009);
	const position = await gateway.opened({ sl: 1.0998 });
	expect((await gateway.result(gateway.order({ action: OrderAction.SLTP, position, sl: 1.05 }))).retcode).toBe(10029);
	expect((await gateway.result(gateway.order({ position, type: OrderType.MARKET_SELL }))).retcode).toBe(10029);
});

test('--symbol fill-max=: an IOC order takes what there is and ends, a FOK order is refused', async () => {
	const { gateway } = await Terminal.start({ ticks: moving, args: ['--symbol', 'EURUSD:fill-max=0.30'] });
	const result = await gateway.result(gateway.order({ volume: 1, filling: Filling.IOC }));
	expect(result).toMatchObject({ retcode: 10010, volume: 0.3 });
	expect(await gateway.heard('OrderItem', (order) => order.ticket === result.order)).toMatchObject({
		...{ state: OrderState.CANCELED, volumeInitial: 1, volumeCurrent: 0.7 },
	});
	expect((await gateway.result(gateway.order({ volume: 1, filling: Filling.FOK }))).retcode).toBe(10006);
});

test('--symbol fill-max=: a limit fills in several deals of one order into one position', async () => {
	const terminal = await Terminal.start({ ticks: moving, args: ['--symbol', 'EURUSD:fill-max=0.40'] });
	const { gateway } = terminal;
	const order = await gateway.opened({ action: OrderAction.PENDING, type: OrderType.SELL_LIMIT, price: 1.1004, volume: 1 });
	await terminal.ticks(1);
	expect(await gateway.heard('OrderItem', (item) => item.ticket === order && item.state === OrderState.PARTIAL)).toMatchObject({
		volumeCurrent: 0.6,
	});
	await terminal.ticks(2);
	await gateway.heard('OrderItem', (item) => item.ticket === order && item.state === OrderState.FILLED);
	const deals = gateway.all('DealItem').filter((deal) => deal.order === order);
	expect(deals.map(({ volume, price }) => [volume, price])).toEqual([
		[0.4, 1.1005],
		[0.4, 1.101],
		[0.2, 1.1005],
	]);
	expect((await terminal.books()).positions).toMatchObject([{ identifier: String(order), volume: 100 }]);
});

test('--symbol filling=, execution=exchange: a RETURN order rests with what is left of it', async () => {
	const terminal = await Terminal.start({
		ticks: moving,
		args: ['--symbol', 'EURUSD:filling=0,execution=exchange,fill-max=0.25'],
	});
	const { gateway } = terminal;
	expect(await gateway.heard('Symbol')).toMatchObject({ fillingMask: 0, executionMode: wireEnums.ExecutionMode.EXCHANGE });
	expect((await gateway.result(gateway.order({ filling: Filling.FOK }))).retcode).toBe(10030);
	const result = await gateway.result(gateway.order({ volume: 0.5, filling: Filling.RETURN }));
	expect(result).toMatchObject({ retcode: 10010, volume: 0.25 });
	await terminal.ticks(1);
	expect(await gateway.heard('OrderItem', (item) => item.ticket === result.order && item.historical)).toMatchObject({
		state: OrderState.FILLED,
	});
});

test('--symbol filling=: each symbol has its own mask', async () => {
	const { gateway } = await Terminal.start({ ticks: moving, args: ['--symbol', 'EURUSD:filling=2', '--symbol', 'GBPUSD:filling=1'] });
	expect((await gateway.result(gateway.order({ filling: Filling.FOK }))).retcode).toBe(10030);
	expect((await gateway.result(gateway.order({ filling: Filling.IOC }))).retcode).toBe(10009);
	await gateway.snapshot(['EURUSD', 'GBPUSD']);
	expect(await gateway.heard('Symbol', ({ symbol }) => symbol === 'GBPUSD')).toMatchObject({ fillingMask: 1 });
});

test('--symbol execution=instant: a price further off than the deviation is requoted', async () => {
	const { gateway } = await Terminal.start({ ticks: moving, args: ['--symbol', 'EURUSD:execution=instant'] });
	expect((await gateway.result(gateway.order({ price: 1.0995, deviationPoints: 10 }))).retcode).toBe(10004);
	expect((await gateway.result(gateway.order({ price: 1.10005, deviationPoints: 10 }))).retcode).toBe(10009);
});

test.each([
	['--requote-every', 10004],
	['--price-changed-every', 10020],
	['--reject-every', 10006],
] as const)('%s: the desk says no to every second market order, and nothing is booked', async (option, retcode) => {
	const terminal = await Terminal.start({ ticks: moving, args: [option, '2'] });
	const { gateway } = terminal;
	expect((await gateway.result(gateway.order())).retcode).toBe(10009);
	expect((await gateway.result(gateway.order())).retcode).toBe(retcode);
	expect(await terminal.books()).toMatchObject({ deals: 2 });
});

test('prices off: there is no quote to trade on', async () => {
	const terminal = await Terminal.start({ ticks: moving });
	await terminal.ask('prices off');
	expect((await terminal.gateway.result(terminal.gateway.order())).retcode).toBe(10021);
});

test('--slippage: a market order and a stop loss fill worse by so much, a limit does not', async () => {
	const terminal = await Terminal.start({ ticks: moving, args: ['--slippage', '3'] });
	const { gateway } = terminal;
	const market = await gateway.result(gateway.order({ type: OrderType.MARKET_SELL, sl: 1.1005 }));
	expect(await gateway.heard('DealItem', (deal) => deal.ticket === market.deal)).toMatchObject({ price: 1.09997 });
	const limit = await gateway.opened({ action: OrderAction.PENDING, type: OrderType.SELL_LIMIT, price: 1.1005 });
	await terminal.ticks(1);
	expect(await gateway.heard('DealItem', (deal) => deal.reason === DealReason.SL)).toMatchObject({ price: 1.10063 });
	expect(await gateway.heard('DealItem', (deal) => deal.order === limit)).toMatchObject({ price: 1.1005 });
});

test('--slippage-random: a seed decides, and it may be better', async () => {
	const { gateway } = await Terminal.start({ ticks: steady(3), args: ['--slippage-random', '5', '--seed', '3'] });
	const prices = new Set<number>();
	for (let i = 0; i < 12; i++) {
		const { deal } = await gateway.result(gateway.order({ volume: 0.01 }));
		prices.add((await gateway.heard('DealItem', ({ ticket }) => ticket === deal)).price);
	}
	expect(Math.min(...prices)).toBeLessThan(1.1001);
	expect(Math.max(...prices)).toBeGreaterThan(1.1001);
	expect(Math.max(...prices) - 1.1001).toBeLessThanOrEqual(0.00005001);
});

test('--comment-max: a truncated comment joins nothing, the magic does', async () => {
	const terminal = await Terminal.start({ ticks: moving, args: ['--comment-max', '8'] });
	const seq = terminal.gateway.order({ comment: 'a comment that is too long' });
	const { deal } = await terminal.gateway.result(seq);
	expect((await terminal.books()).positions).toMatchObject([{ comment: 'a commen' }]);
	expect(await terminal.gateway.heard('DealItem', ({ ticket }) => ticket === deal)).toMatchObject({ magic: 1_000_000n + seq });
});

test.each([
	['lot/7.00', -3.5],
	['deal/1.25', -1.25],
	['percent/0.01', -5.5],
] as const)('--symbol commission=%s: each deal is charged, and the balance with it', async (commission, charged) => {
	const terminal = await Terminal.start({ ticks: moving, args: ['--symbol', `EURUSD:commission=${commission}`] });
	const { deal } = await terminal.gateway.result(terminal.gateway.order({ volume: 0.5, price: 0 }));
	expect(await terminal.gateway.heard('DealItem', ({ ticket }) => ticket === deal)).toMatchObject({ commission: charged });
	expect((await terminal.books()).balanceCents).toBe(10_000_000 + charged * 100);
});

test('--orders-max, --fifo, --symbol trade=: limits of the account and of the symbol', async () => {
	const { gateway } = await Terminal.start({
		ticks: moving,
		args: ['--orders-max', '1', '--fifo', '--symbol', 'GBPUSD:trade=close-only'],
	});
	const limit = { action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.05 };
	expect((await gateway.result(gateway.order(limit))).retcode).toBe(10009);
	expect((await gateway.result(gateway.order(limit))).retcode).toBe(10033);
	await gateway.opened();
	const second = await gateway.opened();
	expect((await gateway.result(gateway.order({ position: second, type: OrderType.MARKET_SELL }))).retcode).toBe(10045);
});

test('--stop-out: the position with the largest loss goes first, as the venue’s own deal', async () => {
	const falling = quotes(['1.10000', '1.10010'], ['1.09990', '1.10000'], ['1.09300', '1.09310']);
	const terminal = await Terminal.start({ ticks: falling, args: ['--balance', '4600', '--stop-out', '50', '--margin-call', '80'] });
	const { gateway } = terminal;
	const first = await gateway.opened({ volume: 1 });
	await terminal.ticks(1);
	const second = await gateway.opened({ volume: 3 });
	expect(await terminal.books()).toMatchObject({ marginCall: false });
	await terminal.ticks(1);
	expect(await gateway.heard('DealItem', (deal) => deal.reason === DealReason.STOP_OUT)).toMatchObject({
		...{ positionId: second, entry: DealEntry.OUT, price: 1.093, magic: 0n },
	});
	expect((await terminal.books()).positions).toMatchObject([{ ticket: String(first) }]);
});

test('--stop-out with --symbol rate-pending=: pending orders that hold margin go before any position', async () => {
	const falling = quotes(['1.10000', '1.10010'], ['1.09700', '1.09710']);
	const terminal = await Terminal.start({ ticks: falling, args: ['--balance', '1600', '--symbol', 'EURUSD:rate-pending=1'] });
	const { gateway } = terminal;
	await gateway.opened({ volume: 1 });
	const limit = await gateway.opened({ action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.05, volume: 1.5 });
	await terminal.ticks(1);
	expect(await gateway.heard('OrderItem', (order) => order.ticket === limit && order.historical)).toMatchObject({
		state: OrderState.CANCELED,
	});
	expect((await terminal.books()).positions).toHaveLength(1);
});

test('--zone with daylight saving: times are the server’s, and the change is told while the line lives', async () => {
	const ticks = rows(
		['EURUSD', '2024-03-31T00:30:00Z', '1.10000', '1.10010'],
		['EURUSD', '2024-03-31T00:59:30Z', '1.10000', '1.10010'],
		['EURUSD', '2024-03-31T01:00:30Z', '1.10000', '1.10010'],
	);
	const terminal = await Terminal.start({ ticks, args: ['--zone', '+02:00/eu'] });
	const { gateway } = terminal;
	expect(await gateway.heard('Hello')).toMatchObject({ serverOffsetSec: 7_200 });
	expect((await gateway.heard('Tick')).timeMs).toBe(BigInt(Date.parse('2024-03-31T02:30:00Z')));
	await terminal.ticks(2);
	expect(gateway.all('Tick').at(-1)?.timeMs).toBe(BigInt(Date.parse('2024-03-31T04:00:30Z')));
	gateway.cut();
	await gateway.snapshot();
	expect(gateway.all('Hello').at(-1)).toMatchObject({ serverOffsetSec: 10_800 });
	// A good-till-date order names the server's clock, in which this moment is three hours later.
	const until = { timeType: TimeType.SPECIFIED, expirationSec: BigInt(Date.parse('2024-03-31T04:00:00Z') / 1_000) };
	const limit = { action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.05 };
	expect((await gateway.result(gateway.order({ ...limit, ...until }))).retcode).toBe(10022);
});

test('hand, operation: orders by hand and the broker’s own operations are told with whose they are', async () => {
	const terminal = await Terminal.start({ ticks: moving });
	const { gateway } = terminal;
	await terminal.ask('hand buy EURUSD 0.2');
	expect(await gateway.heard('DealItem', (deal) => deal.volume === 0.2)).toMatchObject({ reason: DealReason.CLIENT, magic: 0n });
	await terminal.ask('hand buy-limit EURUSD 0.1 1.05');
	expect(await gateway.heard('OrderItem', (order) => order.price === 1.05)).toMatchObject({ magic: 0n, state: OrderState.PLACED });
	await terminal.ask('operation balance 50000');
	await terminal.ask('operation credit 10000');
	expect(await gateway.heard('DealItem', ({ profit }) => profit === 500)).toMatchObject({ type: wireEnums.DealType.BALANCE });
	expect(await gateway.heard('Account', ({ credit }) => credit === 100)).toMatchObject({ balance: 100_500 });
});
