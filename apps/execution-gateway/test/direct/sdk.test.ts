import { credentialSecret } from '@meridian/auth';
import { type Client, type ConnectOptions, connect, type Report, type Status } from '@meridian/sdk';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FakeTerminal } from '../fake-terminal.ts';
import { Relay } from './relay.ts';
import { accept, fill, masterKey, Rig, trading, wait } from './rig.ts';

/** The published client against the real engine thread, over a line that can be cut, muted and deafened. */
describe('the SDK', () => {
	const rig = new Rig();
	let tenant = 0;
	let relay: Relay;
	let clients: Client[];
	let statuses: Status[];
	let terminal: FakeTerminal;
	const configure = () =>
		rig.configure(tenant, [trading(tenant, { accountIds: [1, 2] }), trading(tenant, { credentialId: `other-${tenant}` })]);
	const open = async (change: Partial<ConnectOptions> = {}) => {
		const credentialId = `trade-${tenant}`;
		const client = await connect({
			...{ host: '127.0.0.1', port: relay.port, credentialId, secret: credentialSecret(masterKey, credentialId), heartbeatMs: 500 },
			cancelOnDisconnect: false,
			onStatus: (status) => statuses.push(status),
			...change,
		});
		clients.push(client);
		return client;
	};
	/** Collects what a client is told, in the background. */
	const listen = (client: Client): Report[] => {
		const heard: Report[] = [];
		void (async () => {
			for await (const report of client.reports()) heard.push(report);
		})();
		return heard;
	};
	const idsOf = (heard: readonly Report[]) => heard.flatMap((report) => (report.kind === 'order' ? [report.order.clientOrderId] : []));
	const limit = (clientOrderId: string) =>
		({ accountId: 1, symbol: 'EURUSD', clientOrderId, side: 'BUY', type: 'LIMIT', quantity: '0.10', price: '1.09' }) as const;
	const sends = () => terminal.all('OrderSend').map(({ body }) => body);
	const up = (client: Client) => vi.waitFor(() => expect(client.status.state).toBe('up'), wait);

	beforeAll(() => rig.start(), 60_000);
	beforeEach(async () => {
		tenant += 1;
		clients = [];
		statuses = [];
		await configure();
		terminal = await rig.terminal(tenant);
		relay = await Relay.open(rig.directPort);
	}, 60_000);
	afterEach(async () => {
		relay.mode = 'through';
		await Promise.all(clients.map((client) => client.close()));
		relay.close();
	}, 60_000);
	afterAll(() => rig.close(), 60_000);

	test('places an order in decimals and tells its fill in decimals', async () => {
		const client = await open();
		expect(client.accounts.map(({ accountId, name }) => [accountId, name])).toEqual([
			[1, 'A1'],
			[2, 'A2'],
		]);
		const heard = listen(client);
		const outcome = await client.placeOrder(limit('a'));
		expect(outcome).toMatchObject({ kind: 'order', duplicate: false, order: { quantity: '0.10', price: '1.09000', life: 'SUBMITTED' } });
		await vi.waitFor(() => expect(sends()).toHaveLength(1), wait);
		const [sent] = sends();
		if (sent !== undefined) fill(terminal, sent, 60n);
		await vi.waitFor(() => expect(heard.at(-1)).toMatchObject({ kind: 'order', order: { life: 'FILLED', filledQuantity: '0.10' } }), wait);
		expect(heard.filter(({ kind }) => kind === 'fill')).toMatchObject([{ fill: { price: '1.10010', quantity: '0.10', symbol: 'EURUSD' } }]);
	});

	test('tells a denial, a reject and a wrong decimal as outcomes, not as exceptions', async () => {
		const client = await open();
		expect(await client.placeOrder({ ...limit('a'), accountId: 2 })).toMatchObject({ kind: 'denied', code: 'VENUE_LINK_DOWN' });
		expect(await client.placeOrder({ ...limit('d'), strategyId: 7 })).toMatchObject({
			...{ kind: 'denied', code: 'STRATEGY_INACTIVE', headroom: null, level: null, order: { strategyId: 7 } },
		});
		expect(await client.placeOrder({ ...limit('e'), quantity: '51.00' })).toMatchObject({
			...{ kind: 'denied', code: 'MAX_ORDER_QTY', value: 5_100, limit: 5_000, headroom: -100, level: 'ACCOUNT' },
		});
		expect(await client.placeOrder({ ...limit('a'), accountId: 9 })).toMatchObject({ kind: 'rejected', code: 'UNKNOWN_ACCOUNT' });
		expect(await client.placeOrder({ ...limit('b'), quantity: '0.123' })).toMatchObject({ kind: 'rejected', code: 'INVALID_REQUEST' });
		expect(await client.placeOrder({ ...limit('b'), symbol: 'GOLD' })).toMatchObject({ kind: 'rejected', code: 'INVALID_REQUEST' });
		expect(await client.cancelOrder({ accountId: 1, orderId: 1 })).toMatchObject({ kind: 'rejected', code: 'UNKNOWN_ORDER' });
		expect(await client.closePosition({ accountId: 1, symbol: 'EURUSD', clientOrderId: 'c', positionTicket: 5n })).toMatchObject({
			kind: 'rejected',
			code: 'UNKNOWN_POSITION',
		});
		expect(sends()).toEqual([]);
	});

	test('places a group all or none, and asked again it is the same group', async () => {
		const client = await open();
		const { accountId: _, ...leg } = limit('g1');
		const group = {
			accountId: 1,
			contingency: 'OCO',
			orders: [leg, { ...leg, clientOrderId: 'g2', type: 'STOP', price: '1.12' }],
		} as const;
		const placed = await client.placeGroup(group);
		expect(placed).toMatchObject({ kind: 'orders', duplicate: false, orders: [{ price: '1.09000' }, { price: '1.12000', type: 'STOP' }] });
		const ids = placed.kind === 'orders' ? placed.orders.map(({ orderId, ocoId }) => [orderId, ocoId]) : [];
		expect(ids.map(([, ocoId]) => ocoId)).toEqual([ids[0]?.[0], ids[0]?.[0]]);
		expect(await client.placeGroup(group)).toMatchObject({ kind: 'orders', duplicate: true });
		await vi.waitFor(() => expect(sends()).toHaveLength(2), wait);
		const tooMuch = [leg, { ...leg, quantity: '51.00' }].map((order, i) => ({ ...order, clientOrderId: `h${i}` }));
		expect(await client.placeGroup({ ...group, orders: tooMuch })).toMatchObject({
			...{ kind: 'denied', code: 'MAX_ORDER_QTY', limit: 5_000 },
			orders: [{ life: 'DENIED' }, { life: 'DENIED' }],
		});
		expect(await client.placeGroup({ ...group, orders: [leg] })).toMatchObject({ kind: 'rejected', code: 'INVALID_REQUEST' });
		expect(await client.placeGroup({ ...group, accountId: 9 })).toMatchObject({ kind: 'rejected', code: 'UNKNOWN_ACCOUNT' });
	});

	test('gives an open position other stops, and asked again tells what the venue made of it', async () => {
		const client = await open();
		const heard = listen(client);
		const { price: _, ...market } = limit('a');
		await client.placeOrder({ ...market, type: 'MARKET', timeInForce: 'IOC' });
		await vi.waitFor(() => expect(sends()).toHaveLength(1), wait);
		const [sent] = sends();
		if (sent !== undefined) fill(terminal, sent, 60n);
		await vi.waitFor(() => expect(heard.some(({ kind }) => kind === 'fill')).toBe(true), wait);
		const stops = { accountId: 1, symbol: 'EURUSD', positionTicket: 61n, amendId: 's1', stopLoss: '1.08', takeProfit: null } as const;
		expect(await client.amendPosition(stops)).toMatchObject({ kind: 'position', duplicate: false, position: { stopsPending: 'SENT' } });
		await vi.waitFor(() => expect(sends()).toHaveLength(2), wait);
		const asked = sends()[1];
		expect(asked).toMatchObject({ orderId: 0n, position: 61n, sl: 1.08, tp: 0 });
		if (asked !== undefined) accept(terminal, asked, 0n);
		await vi.waitFor(
			async () =>
				expect(await client.amendPosition(stops)).toMatchObject({
					...{ kind: 'position', duplicate: true },
					position: { stopsPending: 'NONE', stopLoss: '1.08000', takeProfit: null, side: 'BUY', quantity: '0.10' },
				}),
			wait,
		);
		expect(await client.amendPosition({ ...stops, amendId: 's2', stopLoss: '1.2' })).toMatchObject({
			...{ kind: 'denied', code: 'STOPS_INVALID', position: { stopLoss: '1.08000' } },
		});
		expect(await client.amendPosition({ ...stops, positionTicket: 5n, amendId: 's3' })).toMatchObject({ code: 'UNKNOWN_POSITION' });
		expect(sends()).toHaveLength(2);
	});

	test('an order whose answer was lost with the line is found again, and was placed once', async () => {
		const client = await open();
		relay.mode = 'mute';
		const outcome = client.placeOrder(limit('a'));
		await vi.waitFor(() => expect(sends()).toHaveLength(1), wait);
		relay.cut();
		relay.mode = 'through';
		expect(await outcome).toMatchObject({ kind: 'order', order: { clientOrderId: 'a' } });
		expect(sends()).toHaveLength(1);
	});

	test('an order that the gateway never got is told as not sent, and never comes later', async () => {
		const client = await open();
		relay.mode = 'deaf';
		const outcome = client.placeOrder(limit('a'));
		relay.cut();
		relay.mode = 'through';
		expect(await outcome).toMatchObject({ kind: 'notSent' });
		await up(client);
		expect(await client.placeOrder(limit('b'))).toMatchObject({ kind: 'order' });
		await vi.waitFor(() => expect(sends()).toHaveLength(1), wait);
	});

	test('without an answer in time the outcome is unknown; the same id asks again without doing it twice', async () => {
		const client = await open({ requestTimeoutMs: 300 });
		relay.mode = 'mute';
		expect(await client.placeOrder(limit('a'))).toMatchObject({ kind: 'unknown', message: expect.stringContaining('clientOrderId a') });
		relay.mode = 'through';
		relay.cut();
		await vi.waitFor(() => expect(statuses.filter(({ state }) => state === 'up')).toHaveLength(2), wait);
		expect(await client.placeOrder(limit('a'))).toMatchObject({ kind: 'order', duplicate: true });
		expect(sends()).toHaveLength(1);
	});

	test('while the line is down nothing is sent and that is said', async () => {
		const client = await open();
		relay.targetPort = 0;
		relay.cut();
		await vi.waitFor(() => expect(client.status.state).toBe('down'), wait);
		expect(await client.placeOrder(limit('a'))).toMatchObject({ kind: 'notSent' });
	});

	test('over a line that breaks again and again every report comes once and in sequence', async () => {
		const client = await open();
		const heard = listen(client);
		const other = await rig.session(`other-${tenant}`);
		const ids = Array.from({ length: 60 }, (_, index) => `n${index}`);
		for (const [index, clientOrderId] of ids.entries()) {
			other.order({ clientOrderId });
			if (index % 10 === 5) relay.cut();
			if (index % 20 === 9) await up(client);
		}
		await vi.waitFor(() => expect(idsOf(heard)).toHaveLength(ids.length), wait);
		expect(idsOf(heard)).toEqual(ids);
		expect(statuses.filter(({ state }) => state === 'up').length).toBeGreaterThan(1);
	});

	test('a restart of the gateway loses and doubles nothing', async () => {
		const client = await open();
		const heard = listen(client);
		expect(await client.placeOrder(limit('a'))).toMatchObject({ kind: 'order' });
		await vi.waitFor(() => expect(idsOf(heard)).toEqual(['a']), wait);
		await rig.stop();
		relay.cut();
		await rig.start(tenant + 1);
		relay.targetPort = rig.directPort;
		await configure();
		await up(client);
		expect(await client.placeOrder({ ...limit('b') })).toMatchObject({ kind: 'denied', code: 'VENUE_LINK_DOWN' });
		await vi.waitFor(() => expect(idsOf(heard).at(-1)).toBe('b'), wait);
		const lives = heard.flatMap((report) => (report.kind === 'order' && report.order.clientOrderId === 'a' ? [report.order.life] : []));
		expect(lives).toEqual(['SUBMITTED', 'UNKNOWN']); // the restart itself made it unknown, and that was told, once
	});

	test('goes on after the place that the program has kept', async () => {
		const first = await open();
		const heard = listen(first);
		await first.placeOrder(limit('a'));
		await first.placeOrder(limit('b'));
		await vi.waitFor(() => expect(idsOf(heard)).toEqual(['a', 'b']), wait);
		const [seen] = heard;
		await first.close();
		const second = await open({ resume: { 1: seen?.kind === 'order' ? seen.order.accountSeq : 0 } });
		const again = listen(second);
		await vi.waitFor(() => expect(idsOf(again)).toEqual(['b']), wait);
	});

	test('a program that reads slowly gets everything, in sequence', async () => {
		const client = await open({ maxWaitingReports: 10 });
		const reports = client.reports();
		const other = await rig.session(`other-${tenant}`);
		const ids = Array.from({ length: 50 }, (_, index) => `n${index}`);
		for (const clientOrderId of ids) other.order({ clientOrderId });
		await vi.waitFor(() => expect(statuses.some((status) => status.state === 'down' && status.code === 'BEHIND')).toBe(true), wait);
		const got: Report[] = [];
		while (got.length < ids.length) {
			const { value } = await reports.next();
			got.push(value);
		}
		expect(idsOf(got)).toEqual(ids);
	});

	test('a takeover closes it for good, and its reports end', async () => {
		const client = await open();
		const reports = client.reports();
		await open();
		await vi.waitFor(() => expect(client.status).toMatchObject({ state: 'closed', code: 'TAKEN_OVER' }), wait);
		expect(await reports.next()).toEqual({ value: undefined, done: true });
		expect(await client.placeOrder(limit('a'))).toMatchObject({ kind: 'notSent' });
	});

	test.each([
		['a wrong secret', { secret: 'wrong' }, 'BAD_PROOF'],
		['an unknown credential', { credentialId: 'mc-never' }, 'BAD_PROOF'],
		['an account that is not its own', { resume: { 77: 0 } }, 'UNKNOWN_ACCOUNT'],
		['nobody at the port', { port: 1 }, 'ECONNREFUSED'],
	])('a first connection with %s fails with its reason', async (_name, change, code) => {
		await expect(open(change)).rejects.toMatchObject({ name: 'ConnectError', code });
	});
});
