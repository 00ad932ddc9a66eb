import { createServer, type Server } from 'node:net';
import { terminalKey } from '@meridian/auth';
import type { AccountConfig, VenueEvent } from '@meridian/core';
import { wireEnums } from '@meridian/protocol';
import { accountFacts, symbolFacts } from '@meridian/protocol/testing';
import { createLogger } from '@meridian/telemetry';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemHost } from '../src/host.ts';
import { silenceMs, TerminalSession } from '../src/venue/session.ts';
import type { AccountPlace } from '../src/venue/symbols.ts';
import { deal, FakeTerminal, greeting } from './fake-terminal.ts';

const masterKey = 'cd'.repeat(32);
const instrument = {
	instrumentId: 1,
	symbol: 'EURUSD',
	priceDigits: 5,
	qtyDigits: 2,
	baseCurrency: 'EUR',
	quoteCurrency: 'USD',
	active: true,
	brokerSymbols: [],
};
const account = {
	accountId: 1,
	mode: 'HEDGING',
	currency: 'USD',
	currencyDigits: 2,
	server: 'S',
	login: 7n,
	active: true,
} as unknown as AccountConfig;
const place: AccountPlace = {
	tenantId: 1,
	account,
	bySymbol: new Map([['EURUSD', instrument]]),
	symbolOf: new Map([[1, 'EURUSD']]),
	instruments: new Map([[1, instrument]]),
};

/** One session between a real socket and the ears of the engine, on a clock that the test moves. */
describe('a terminal session', () => {
	let server: Server;
	let port = 0;
	let nowMs = 0;
	let lastDealMs = 0;
	let events: VenueEvent[];
	let ticks: unknown[];
	/** Events by name and quotes by bid, in one order. */
	let heard: (string | number)[];
	let sessions: TerminalSession[];
	let closed = 0;

	beforeEach(async () => {
		nowMs = 0;
		lastDealMs = 0;
		closed = 0;
		events = [];
		ticks = [];
		heard = [];
		sessions = [];
		const log = createLogger('test', { write: () => undefined });
		server = createServer((socket) => {
			sessions.push(
				new TerminalSession(socket, {
					epoch: 5,
					log,
					host: { ...systemHost, steadyMs: () => nowMs },
					claims: (input) => (input.login === 7n ? [{ place, keyId: '', key: terminalKey(masterKey, input) }] : []),
					admitted: () => undefined,
					event: (_session, event) => {
						events.push(event);
						heard.push(event.event);
					},
					tick: (_session, tick) => {
						ticks.push(tick);
						heard.push(tick.bid);
					},
					watches: () => false,
					ticksSeen: () => new Map(),
					sinceMs: () => lastDealMs,
					depth: () => undefined,
					closed: () => {
						closed += 1;
					},
				}),
			);
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const address = server.address();
		port = typeof address === 'object' && address !== null ? address.port : 0;
	});
	afterEach(async () => {
		for (const session of sessions) session.close('the test is over');
		await new Promise((resolve) => server.close(resolve));
	});

	const terminal = (input: { login?: bigint; masterKey?: string } = {}) =>
		new FakeTerminal({ port, masterKey, server: 'S', login: 7n, ...input });
	async function greeted(change: Parameters<FakeTerminal['greet']>[0] = {}): Promise<FakeTerminal> {
		const fake = terminal();
		await vi.waitFor(() => expect(fake.all('LoginOk')).toHaveLength(1));
		fake.greet(change);
		return fake;
	}
	const named = (name: VenueEvent['event']) => events.filter((event) => event.event === name);

	test('proves its own key and its epoch to the terminal', async () => {
		const fake = await greeted();
		expect(fake.all('LoginOk')[0]?.body).toMatchObject({ epoch: 5n });
		await vi.waitFor(() => expect(named('linkUp')).toHaveLength(1));
	});

	test('refuses a login that no account has', async () => {
		const fake = terminal({ login: 8n });
		await vi.waitFor(() => expect(fake.all('LoginRefused')[0]?.body.reason).toBe('no account has this server, login and key'));
		await vi.waitFor(() => expect(fake.closed).toBe(true));
		expect(events).toEqual([]);
	});

	test('refuses a wrong key in the same words, so that nobody learns which accounts there are', async () => {
		for (const login of [7n, 8n]) {
			const fake = terminal({ login, masterKey: 'ef'.repeat(32) });
			await vi.waitFor(() => expect(fake.all('LoginRefused')[0]?.body.reason).toBe('no account has this server, login and key'));
		}
	});

	test('lets nothing through before the login', async () => {
		const fake = new FakeTerminal({ port, masterKey, server: 'S', login: 7n, silent: true });
		fake.tick(1.1, 1.2);
		await vi.waitFor(() => expect(fake.closed).toBe(true));
		expect(ticks).toEqual([]);
	});

	test.each([
		['another margin mode', { marginMode: wireEnums.MarginMode.NETTING }],
		['another currency', { currency: 'EUR' }],
		['a newer leader behind it', { highestEpoch: 6n }],
	])('cuts a terminal with %s and never brings the link up', async (_name, change) => {
		const fake = await greeted(change);
		await vi.waitFor(() => expect(fake.closed).toBe(true));
		expect(named('linkUp')).toEqual([]);
	});

	/** Time, with our heartbeats in it. */
	function passes(ms: number): void {
		for (const endMs = nowMs + ms; nowMs < endMs; ) {
			nowMs += 500;
			sessions[0]?.heartbeat();
		}
	}

	test('is cut when the terminal has been silent for the limit, although our own heartbeats still leave', async () => {
		const fake = await greeted();
		await vi.waitFor(() => expect(named('linkUp')).toHaveLength(1));
		passes(silenceMs);
		expect(closed).toBe(0);
		passes(500);
		await vi.waitFor(() => expect(fake.closed).toBe(true));
		expect(closed).toBe(1);
	});

	test('stays when we were away ourselves, and is cut once it is silent while we listen', async () => {
		const fake = await greeted();
		await vi.waitFor(() => expect(named('linkUp')).toHaveLength(1));
		passes(1_000);
		nowMs += 10 * silenceMs;
		sessions[0]?.heartbeat();
		// What it said meanwhile is heard.
		fake.tick(1.1, 1.2);
		await vi.waitFor(() => expect(ticks).toHaveLength(1));
		passes(silenceMs + 500);
		await vi.waitFor(() => expect(fake.closed).toBe(true));
	});

	test('stays while the terminal is heard', async () => {
		const fake = await greeted();
		for (let round = 1; round <= 4; round++) {
			nowMs = round * (silenceMs - 1);
			fake.tick(1.1, 1.2);
			await vi.waitFor(() => expect(ticks).toHaveLength(round));
			sessions[0]?.heartbeat();
		}
		expect(closed).toBe(0);
	});

	test('tells ticks in our integers and in UTC', async () => {
		const fake = await greeted({ serverOffsetSec: 7_200 });
		fake.tick(1.1, 1.10012);
		await vi.waitFor(() =>
			expect(ticks).toEqual([{ instrumentId: 1, bid: 110_000, ask: 110_012, venueAtMs: 1_700_000_000_000 - 7_200_000 }]),
		);
	});

	test('of quotes that came together tells the newest, before what the terminal said next', async () => {
		const fake = await greeted();
		const quote = (bid: number) => ['Tick', { symbol: 'EURUSD', timeMs: 1n, bid, ask: bid, last: 0, flags: 6 }] as const;
		fake.together([quote(1.1), quote(1.2), ['DealItem', deal({ ticket: 9n, volume: 0.1, price: 1.1 })], quote(1.3)]);
		await vi.waitFor(() => expect(heard).toEqual(['linkUp', 120_000, 'deal', 130_000]));
		expect(sessions[0]?.ticksReceived).toBe(3);
	});

	test('drops a crossed quote and one in an unknown symbol', async () => {
		const fake = await greeted();
		fake.tick(1.2, 1.1);
		fake.tick(1.1, 1.2, 'OIL');
		fake.tick(1.1, 1.2);
		await vi.waitFor(() => expect(ticks).toHaveLength(1));
		expect(sessions[0]?.ticksReceived).toBe(3);
	});

	test('asks for deals since the last known one, in the broker’s time', async () => {
		lastDealMs = 1_000_000;
		const fake = await greeted({ serverOffsetSec: 3_600 });
		await vi.waitFor(() =>
			expect(fake.all('SnapshotRequest')[0]?.body).toEqual({
				sinceMs: 4_600_000n,
				afterDeal: 0n,
				symbols: [{ symbol: 'EURUSD', lastTickMs: 0n, ticksAtLast: 0 }],
			}),
		);
	});

	test('asks for the whole picture when the terminal’s server is back from an outage', async () => {
		const fake = await greeted();
		fake.account();
		await vi.waitFor(() => expect(named('account')).toHaveLength(1));
		fake.send('Account', accountFacts({ connected: false }));
		await vi.waitFor(() => expect(named('account')).toHaveLength(2));
		expect(fake.all('SnapshotRequest')).toHaveLength(1);
		fake.account();
		await vi.waitFor(() => expect(fake.all('SnapshotRequest')).toHaveLength(2));
	});

	test('asks twice for the picture of a terminal that has something else than it told, then says so, and says when it agrees again', async () => {
		const fake = await greeted();
		fake.snapshot();
		const hash = (positions: number) => fake.send('StateHash', { positions, orders: 0, hash: 0, balance: 100_000, credit: 0 });
		const asked = (count: number) => vi.waitFor(() => expect(fake.all('SnapshotRequest')).toHaveLength(count));
		hash(0);
		for (const count of [2, 3]) {
			hash(1); // one alone may have overtaken a fact
			hash(1);
			await asked(count);
			fake.snapshot();
		}
		hash(1);
		hash(1);
		const states = (...agrees: boolean[]) =>
			vi.waitFor(() => expect(named('state')).toEqual(agrees.map((one) => ({ event: 'state', agrees: one }))));
		await states(true, false);
		hash(0);
		await states(true, false, true);
		expect(fake.all('SnapshotRequest')).toHaveLength(3);
	});

	test('says on each line once that both agree: an earlier line, or an earlier gateway, may have left a difference open', async () => {
		const fake = await greeted();
		fake.snapshot();
		const agree = () => fake.send('StateHash', { positions: 0, orders: 0, hash: 0, balance: 100_000, credit: 0 });
		agree();
		agree();
		fake.send('DealItem', deal({ ticket: 9n, volume: 0.1, price: 1.1 }));
		await vi.waitFor(() => expect(named('deal')).toHaveLength(1));
		expect(named('state')).toEqual([{ event: 'state', agrees: true }]);
	});

	test('says that both agree also after an operator had it looked at again in vain', async () => {
		const fake = await greeted();
		fake.snapshot();
		const hash = (positions: number) => fake.send('StateHash', { positions, orders: 0, hash: 0, balance: 100_000, credit: 0 });
		hash(0);
		for (const count of [2, 3]) {
			for (const _ of [1, 2]) hash(1);
			await vi.waitFor(() => expect(fake.all('SnapshotRequest')).toHaveLength(count));
			fake.snapshot();
		}
		for (const _ of [1, 2]) hash(1);
		await vi.waitFor(() => expect(named('state').at(-1)).toEqual({ event: 'state', agrees: false }));
		sessions[0]?.refresh();
		fake.snapshot();
		for (const _ of [1, 2]) hash(1);
		await vi.waitFor(() => expect(fake.all('SnapshotRequest')).toHaveLength(5));
		fake.snapshot();
		hash(0);
		await vi.waitFor(() => expect(named('state').at(-1)).toEqual({ event: 'state', agrees: true }));
	});

	test('reads times and sessions by the new offset once the broker’s clock has changed', async () => {
		const fake = await greeted();
		fake.send('Symbol', symbolFacts());
		await vi.waitFor(() => expect(named('spec')).toHaveLength(1));
		fake.send('Clock', { serverOffsetSec: 3_600 });
		await vi.waitFor(() => expect(named('spec')).toHaveLength(2));
		expect(named('spec').at(-1)).toMatchObject({ spec: { serverOffsetSec: 3_600 } });
		fake.send('DealItem', deal({ ticket: 9n, volume: 0.1, price: 1.1, timeMs: 10_000_000n }));
		await vi.waitFor(() => expect(named('deal')).toMatchObject([{ deal: { venueAtMs: 6_400_000 } }]));
	});

	test('tells what the dead-man’s switch did, and that its deals are nobody’s order', async () => {
		const fake = await greeted();
		fake.send('DeadmanReport', { action: wireEnums.Deadman.FLATTEN, atMs: 5n, epoch: 4n, canceled: 2, closed: 1 });
		fake.send('DealItem', deal({ ticket: 9n, volume: 0.1, price: 1.1, magic: 57_005n }));
		await vi.waitFor(() => expect(named('deal')).toMatchObject([{ deal: { orderId: 0, reason: 'DEADMAN' } }]));
		expect(named('deadman')).toMatchObject([{ flattened: true, atMs: 5, epoch: 4, canceled: 2, closed: 1 }]);
	});

	test('tells a snapshot whole, as one event', async () => {
		const fake = await greeted();
		fake.snapshot([deal({ ticket: 1n, volume: 0.1, price: 1.1 }), deal({ ticket: 2n, volume: 0.1, price: 1.1 })], { epoch: 4n, seq: 9n });
		await vi.waitFor(() =>
			expect(named('snapshot')).toMatchObject([
				{ lastCommandEpoch: 4, lastCommandSeq: 9, deals: [{ ticket: 1n }, { ticket: 2n }], account: { balanceMinor: 10_000_000 } },
			]),
		);
		expect(named('deal')).toEqual([]);
	});

	test('takes no half picture: a snapshot with fewer items than announced ends the line', async () => {
		const fake = await greeted();
		fake.send('SnapshotBegin', { snapshotId: 3 });
		fake.account();
		fake.send('SnapshotEnd', {
			snapshotId: 3,
			positions: 1,
			orders: 0,
			deals: 0,
			lastCommandEpoch: 0n,
			lastCommandSeq: 0n,
			connected: true,
			tradeAllowed: true,
			hash: 0,
		});
		await vi.waitFor(() => expect(fake.closed).toBe(true));
		expect(named('snapshot')).toEqual([]);
	});

	test('survives a fact that does not fit, and says the next', async () => {
		const fake = await greeted();
		fake.send('DealItem', deal({ ticket: 1n, volume: 0.123, price: 1.1 }));
		fake.send('DealItem', deal({ ticket: 2n, volume: 0.1, price: 1.1 }));
		await vi.waitFor(() => expect(named('deal')).toMatchObject([{ deal: { ticket: 2n, qty: 10 } }]));
	});

	test('ends on bytes that are no frame', async () => {
		const fake = await greeted();
		fake.raw(Buffer.from('GET / HTTP/1.1\r\n\r\n'));
		await vi.waitFor(() => expect(fake.closed).toBe(true));
	});

	test('ends on a second Hello', async () => {
		const fake = await greeted();
		fake.send('Hello', greeting({}));
		await vi.waitFor(() => expect(fake.closed).toBe(true));
	});
});
