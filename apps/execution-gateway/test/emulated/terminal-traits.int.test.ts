import { wireEnums } from '@meridian/protocol';
import { expect, test, vi } from 'vitest';
import { quotes, steady, Terminal } from './terminal.ts';

const { Deadman, OrderAction, OrderState, OrderType, Side } = wireEnums;
const within = { timeout: 15_000, interval: 5 };
const moving = quotes(
	['1.10000', '1.10010'],
	['1.10050', '1.10060'],
	['1.10100', '1.10110'],
	['1.09000', '1.09010'],
	['1.10000', '1.10010'],
);

/** One test for each trait of a terminal, its line and its server. */
test('deafen: a half-open line, on which nothing comes and nothing is refused, is given up at the deadline', async () => {
	const terminal = await Terminal.start({ args: ['--deadline-ms', '400'] });
	await terminal.ask('deafen');
	await vi.waitFor(() => expect(terminal.output).toContain('no heartbeat from the gateway'), within);
	await vi.waitFor(() => expect(terminal.gateway.all('Hello')).toHaveLength(2), within);
	expect(await terminal.gateway.snapshot()).toMatchObject({ deals: 1 });
});

test('--partial-send: a send that takes seven bytes at a time loses none', async () => {
	const { gateway } = await Terminal.start({ args: ['--partial-send', '7'] });
	expect((await gateway.result(gateway.order())).retcode).toBe(10009);
	expect(await gateway.snapshot()).toMatchObject({ deals: 2, positions: 1 });
});

test('--address-not-allowed: the EA prints the address that must be allowed, and connects once it is', async () => {
	const terminal = await Terminal.start({ greet: false, args: ['--address-not-allowed'] });
	await vi.waitFor(() => expect(terminal.output).toContain('error 4014'), within);
	expect(terminal.output).toContain(
		"SETTING NEEDED: Tools > Options > Expert Advisors > 'Allow WebRequest for listed URL' must list 127.0.0.1",
	);
	expect(terminal.gateway.connections).toBe(0);
	await terminal.ask('address on');
	await terminal.gateway.heard('Hello');
});

test('server off: fills of an outage are in the next picture, and its ticks come after it', async () => {
	const terminal = await Terminal.start({ ticks: moving });
	const { gateway } = terminal;
	const stopped = await gateway.opened({ sl: 1.095 });
	const order = await gateway.opened({ action: OrderAction.PENDING, type: OrderType.SELL_LIMIT, price: 1.1008 });
	await terminal.ask('server off');
	await gateway.heard('Account', ({ connected }) => !connected);
	gateway.forget();
	await terminal.ticks(3);
	expect(await gateway.snapshot()).toMatchObject({ positions: 1, orders: 2, deals: 2, connected: false });
	await terminal.ask('server on');
	await gateway.heard('Account', ({ connected }) => connected);
	await vi.waitFor(() => expect(gateway.all('Tick')).toHaveLength(3), within);
	gateway.forget();
	expect(await gateway.snapshot()).toMatchObject({ positions: 1, deals: 4, connected: true });
	expect(gateway.all('DealItem').map((deal) => deal.order)).toContain(order);
	expect(gateway.all('PositionItem').map((position) => position.identifier)).not.toContain(stopped);
});

test('server off while a request is on its way: it is executed and its answer lost, and the next picture has the deal', async () => {
	const terminal = await Terminal.start({ ticks: moving, args: ['--broker-delay-ms', '300'] });
	const { gateway } = terminal;
	const seq = gateway.order();
	await gateway.heard('TradeAck', (ack) => ack.commandSeq === seq && ack.sent);
	await terminal.ask('server off');
	await vi.waitFor(async () => expect(await terminal.books()).toMatchObject({ deals: 2 }), within);
	await terminal.ask('server on');
	expect(gateway.all('TradeResult')).toEqual([]);
	expect(await gateway.snapshot()).toMatchObject({ deals: 2, positions: 1 });
	expect(await gateway.heard('RequestItem')).toMatchObject({ commandSeq: seq, sent: true, retcode: 10008 });
});

test('reinit: an EA that is initialised anew in the middle of a request tells the picture with its deal, and executes nothing again', async () => {
	const terminal = await Terminal.start({ ticks: moving, args: ['--broker-delay-ms', '200'] });
	const { gateway } = terminal;
	const seq = gateway.order();
	await gateway.heard('TradeAck');
	await terminal.ask('reinit');
	await vi.waitFor(() => expect(gateway.all('Hello')).toHaveLength(2), within);
	await vi.waitFor(async () => expect(await terminal.books()).toMatchObject({ deals: 2 }), within);
	expect(await gateway.snapshot()).toMatchObject({ deals: 2, positions: 1, lastCommandSeq: seq });
	gateway.order({ commandSeq: seq });
	await gateway.heard('TradeAck', (ack) => ack.commandSeq === seq);
	expect(await terminal.books()).toMatchObject({ deals: 2 });
});

test('ticks of many symbols, coalesced into one event or none: each arrives once and in order', async () => {
	const symbols = ['EURUSD', 'GBPUSD', 'USDJPY', 'AUDUSD'];
	const count = 2_000;
	const at = Date.parse('2024-01-02T00:00:00Z');
	const lines = Array.from({ length: count }, (_, i) => {
		const symbol = symbols[(i * 7 + (i >> 3)) % symbols.length] ?? '';
		const bid = symbol === 'USDJPY' ? `150.${String(i % 1_000).padStart(3, '0')}` : `1.${String(10_000 + i)}`;
		return { symbol, timeMs: at + Math.floor(i / 5) * 10, bid };
	});
	const ticks = lines.map(({ symbol, timeMs, bid }) => `${symbol},${timeMs},${bid},200.00000\n`).join('');
	const terminal = await Terminal.start({ ticks, symbols, args: ['--chart', 'GBPUSD'] });
	await terminal.ticks(count);
	await vi.waitFor(() => expect(terminal.gateway.all('Tick')).toHaveLength(count), within);
	for (const symbol of symbols) {
		const arrived = terminal.gateway.all('Tick').filter((tick) => tick.symbol === symbol);
		expect(arrived.map(({ timeMs, bid }) => [Number(timeMs), bid])).toEqual(
			lines.filter((line) => line.symbol === symbol).map(({ timeMs, bid }) => [timeMs, Number(bid)]),
		);
	}
});

test('--symbol depth=: the book is told whenever it changes', async () => {
	const terminal = await Terminal.start({ ticks: moving, args: ['--symbol', 'EURUSD:depth=2'] });
	await terminal.ticks(1);
	expect(await terminal.gateway.heard('Book', ({ levels }) => levels[1]?.price === 1.1006)).toMatchObject({
		symbol: 'EURUSD',
		levels: [
			{ side: Side.SELL, price: 1.1007, volume: 2 },
			{ side: Side.SELL, price: 1.1006, volume: 1 },
			{ side: Side.BUY, price: 1.1005, volume: 1 },
			{ side: Side.BUY, price: 1.1004, volume: 2 },
		],
	});
});

test('the book is told with every picture, also where nothing has changed since the line was there last', async () => {
	const terminal = await Terminal.start({ ticks: moving, args: ['--symbol', 'EURUSD:depth=2'] });
	const { gateway } = terminal;
	await gateway.heard('Book');
	gateway.cut();
	gateway.forget();
	await gateway.snapshot();
	const told = gateway.received.map(({ name }) => name);
	expect(gateway.all('Book')).toHaveLength(1);
	expect(told.indexOf('Book')).toBeGreaterThan(told.indexOf('SnapshotEnd'));
	expect(gateway.all('Book')[0]?.levels).toHaveLength(4);
	gateway.forget();
	await terminal.ask('server off');
	await gateway.snapshot();
	expect(gateway.all('Book')).toEqual([]);
});

test('a symbol without a book is told as such, and no book comes', async () => {
	const terminal = await Terminal.start({ ticks: moving });
	await terminal.ticks(3);
	expect(await terminal.gateway.heard('Symbol')).toMatchObject({ bookDepth: 0 });
	expect(terminal.gateway.all('Book')).toEqual([]);
});

test('--hash-ms: what the terminal has is hashed again and again, and changes with it', async () => {
	const { gateway } = await Terminal.start({ ticks: moving, args: ['--hash-ms', '50'] });
	const empty = await gateway.heard('StateHash');
	expect(empty).toMatchObject({ positions: 0, orders: 0, hash: 0, balance: 100_000 });
	await gateway.opened();
	const held = await gateway.heard('StateHash', ({ positions }) => positions === 1);
	await gateway.opened({ action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.05 });
	const both = await gateway.heard('StateHash', ({ orders }) => orders === 1);
	expect(new Set([empty.hash, held.hash, both.hash]).size).toBe(3);
	expect(await gateway.snapshot()).toMatchObject({ hash: both.hash });
});

test('--frame-mac: every frame after the login is sealed, and trading goes on as ever', async () => {
	const terminal = await Terminal.start({ ticks: moving, args: ['--frame-mac'] });
	expect(await terminal.gateway.heard('Login')).toMatchObject({ frameMac: true });
	expect((await terminal.gateway.result(terminal.gateway.order())).retcode).toBe(10009);
});

test.each<[string, (frame: Uint8Array) => Uint8Array]>([
	['a bit turned', (frame) => frame.map((byte, i) => (i === 20 ? byte ^ 1 : byte))],
	['the frame twice', (frame) => Buffer.concat([frame, frame])],
])('--frame-mac: %s on the way drops the line, and the order is executed at most once', async (_what, tamper) => {
	const terminal = await Terminal.start({ ticks: moving, args: ['--frame-mac'] });
	const { gateway } = terminal;
	gateway.tamper = tamper;
	gateway.order();
	await vi.waitFor(() => expect(gateway.all('Hello')).toHaveLength(2), within);
	expect(terminal.output).toMatch(/WITHOUT ITS SEAL|came twice/);
	expect((await terminal.books()).deals).toBeLessThanOrEqual(2);
});

test.each([
	['hold', 1, 2],
	['cancel', 0, 2],
	['flatten', 0, 3],
] as const)(
	'--deadman %s: without a gateway for so long, what carries our numbers is dealt with once, and told',
	async (action, orders, deals) => {
		const terminal = await Terminal.start({ ticks: steady(60), args: ['--deadman', action, '--deadman-sec', '1', '--deadline-ms', '300'] });
		const { gateway } = terminal;
		const ours = 2_000_001n;
		await gateway.opened({ orderId: ours });
		await gateway.opened({ orderId: ours + 1n, action: OrderAction.PENDING, type: OrderType.BUY_LIMIT, price: 1.05 });
		await terminal.ask('hand buy-limit EURUSD 0.1 1.04');
		gateway.isAway = true;
		gateway.cut();
		if (action === 'hold') await vi.waitFor(() => expect(gateway.connections).toBeGreaterThan(4), within);
		else await vi.waitFor(() => expect(terminal.output).toContain("DEAD-MAN'S SWITCH"), within);
		await vi.waitFor(async () => expect(await terminal.books()).toMatchObject({ orders: orders + 1, deals }), within);
		gateway.isAway = false;
		gateway.forget();
		await gateway.heard('Hello');
		const report = gateway.all('DeadmanReport')[0];
		await gateway.snapshot();
		if (action === 'hold') return expect(report).toBeUndefined();
		expect(report).toMatchObject({
			...{ action: action === 'cancel' ? Deadman.CANCEL : Deadman.FLATTEN, epoch: 1n, canceled: 1, closed: action === 'flatten' ? 1 : 0 },
		});
		if (action === 'flatten')
			expect(gateway.all('DealItem').find((deal) => deal.magic === 57_005n)).toMatchObject({ positionId: expect.any(BigInt) });
		expect(gateway.all('OrderItem').find((order) => order.magic === ours + 1n)).toMatchObject({ state: OrderState.CANCELED });
		gateway.cut();
		await gateway.snapshot();
		expect(gateway.all('DeadmanReport')).toHaveLength(1);
	},
);

test('the panel on the chart says how things stand, and which setting is missing', async () => {
	const terminal = await Terminal.start({ ticks: moving });
	await vi.waitFor(async () => expect(await terminal.ask('panel')).toContain('connected, the gateway has the whole picture'), within);
	await terminal.ask('algo off');
	await vi.waitFor(
		async () => expect(await terminal.ask('panel')).toContain("SETTING NEEDED: switch the 'Algo Trading' button on"),
		within,
	);
	await terminal.ask('server off');
	await vi.waitFor(async () => expect(await terminal.ask('panel')).toContain('Trade server: NOT CONNECTED'), within);
});
