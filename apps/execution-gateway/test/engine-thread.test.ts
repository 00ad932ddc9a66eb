import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { createEntryClient, type EntryClient, type EntryReply } from '@meridian/protocol/client';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Durability, FromWorker, JournalSettings, WorkerSettings } from '../src/engine/messages.ts';
import { deal, FakeTerminal } from './fake-terminal.ts';

const gatewayKey = 'ab'.repeat(32);
const terminalKey = 'cd'.repeat(32);
const place = {
	correlationId: 'test',
	tenantId: 1,
	principalId: 1,
	sessionId: 1,
	investmentDeciderId: 1,
	executionDeciderId: 1,
	accountId: 1,
	instrumentId: 1,
	side: 'BUY',
	type: 'MARKET',
	tif: 'IOC',
	qty: 10,
	price: null,
	sl: null,
	tp: null,
	positionTicket: 0n,
	reduceOnly: false,
	strategyId: 0,
};
const limits = {
	maxOrderQtyLots: 50,
	maxOrderNotionalMinor: 1e9,
	priceCollarBps: 500,
	maxMarkAgeMs: 10_000,
	maxOpenOrders: 200,
	maxNetLots: 100,
	marginReserveBps: 500,
	ordersPerSecond: 50,
	ordersBurst: 100,
	maxSpreadBps: 100,
	maxGrossMinor: 100_000_000_000,
	maxNetCurrencyMinor: 100_000_000_000,
	maxConcentrationBps: 10_000_000,
	minMarginLevelBps: 10_000,
	maxDailyLossMinor: 10_000_000,
	maxDrawdownMinor: 10_000_000,
	duplicateWindowMs: 0,
	approvalNotionalMinor: 100_000_000_000,
};
const config = {
	tenantId: 1,
	version: 1,
	slug: 'a',
	baseCurrency: 'USD',
	active: true,
	users: [{ userId: 1, active: true, mayTrade: true, mayHalt: true }],
	instruments: [
		{
			instrumentId: 1,
			symbol: 'EURUSD',
			priceDigits: 5,
			qtyDigits: 2,
			baseCurrency: 'EUR',
			quoteCurrency: 'USD',
			active: true,
			brokerSymbols: [{ server: 'S', symbol: 'EURUSD' }],
		},
	],
	accounts: [
		{ accountId: 1, name: 'H', mode: 'HEDGING', currency: 'USD', currencyDigits: 2, server: 'S', login: '7', active: true, limits },
	],
};

const ways: readonly { name: string; durability: Durability; env: Record<string, string> }[] = [
	{ name: 'a mapped journal', durability: 'process', env: {} },
	{ name: 'a journal on the disk', durability: 'disk', env: {} },
	{ name: 'a journal by Node alone', durability: 'process', env: { MERIDIAN_NATIVE: 'off' } },
];

/** The engine thread with its real sockets and journal, between a client and a terminal by hand. */
describe.each(ways)('the engine thread with $name', ({ durability, env }) => {
	let stateDir: string;
	let worker: Worker;
	let client: EntryClient;
	let terminalPort = 0;

	let told: FromWorker[] = [];

	async function start(epoch: number, leaveFreeBytes = 0): Promise<void> {
		const journal: JournalSettings = { durability, segmentBytes: 256 * 1024, leaveFreeBytes };
		told = [];
		const settings: WorkerSettings = {
			...{ stateDir, epoch, gatewayKey, terminalKey, journal, entryPort: 0, terminalPort: 0, failpoint: undefined },
		};
		worker = new Worker(new URL('../src/engine/worker.ts', import.meta.url), {
			workerData: settings,
			env: { ...process.env, ...env, MERIDIAN_LOG_LEVEL: 'silent' },
		});
		const ready = await new Promise<Extract<FromWorker, { kind: 'ready' }>>((resolve, reject) => {
			worker.on('message', (message: FromWorker) => {
				told.push(message);
				if (message.kind === 'ready') resolve(message);
			});
			worker.once('error', reject);
		});
		terminalPort = ready.terminalPort;
		client = createEntryClient({ host: '127.0.0.1', port: ready.entryPort, key: Buffer.from(gatewayKey, 'hex'), clientName: 'test' });
		await vi.waitFor(() => expect(client.status).toBe('up'));
	}
	async function stop(): Promise<void> {
		client.close();
		const gone = new Promise((resolve) => worker.once('exit', resolve));
		worker.postMessage({ kind: 'stop' });
		await gone;
	}
	const configure = () => client.request('Configure', { tenantId: 1, version: 1, config: JSON.stringify(config) });
	const newTerminal = () => new FakeTerminal({ port: terminalPort, masterKey: terminalKey, server: 'S', login: 7n });
	const status = async () => {
		const result = await client.request('Status', { tenantId: 1 });
		return result.kind === 'reply' && result.message.name === 'StatusReply' ? result.message.body.accounts[0] : undefined;
	};
	async function readyTerminal(): Promise<FakeTerminal> {
		const terminal = newTerminal();
		await vi.waitFor(() => expect(terminal.all('LoginOk')).toHaveLength(1));
		terminal.hello();
		await vi.waitFor(async () => expect((await status())?.reconciled).toBe(true));
		terminal.tick(1.1, 1.1001);
		await vi.waitFor(async () => expect((await status())?.ticksReceived).toBeGreaterThan(0));
		return terminal;
	}
	const order = (clientOrderId: string) =>
		client.request('PlaceOrder', { ...place, clientOrderId }).then((result) => (result.kind === 'reply' ? result.message : undefined));
	const life = (message: EntryReply | undefined) =>
		message?.name === 'OrderReply' ? message.body.life : message?.name === 'Refused' ? message.body.code : undefined;

	/** What the kind of journal does not change is tried with one of them. */
	const once = (name: string, work: () => Promise<void>): void => {
		if (durability === 'process' && env.MERIDIAN_NATIVE === undefined) test(name, work);
	};

	beforeEach(async () => {
		stateDir = mkdtempSync(join(tmpdir(), 'meridian-engine-'));
		await start(1);
		await configure();
	});
	afterEach(async () => {
		await stop();
		rmSync(stateDir, { recursive: true, force: true });
	});

	test('sends an order to the terminal and books its deal', async () => {
		const terminal = await readyTerminal();
		expect(life(await order('a'))).toBe('SUBMITTED');
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(1));
		const sent = terminal.all('OrderSend')[0]?.body;
		expect(sent).toMatchObject({ symbol: 'EURUSD', volume: 0.1, epoch: 1n, commandSeq: 1n });
		terminal.send('TradeAck', { commandSeq: 1n, orderId: sent?.orderId ?? 0n, sent: true, retcode: 10008, requestId: 1, lastError: 0 });
		terminal.send('DealItem', deal({ ticket: 9n, order: 8n, positionId: 8n, volume: 0.1, price: 1.1001, magic: sent?.orderId ?? 0n }));
		await vi.waitFor(async () => expect(life(await order('a'))).toBe('FILLED'));
	});

	once('gives the same order for the same client order id and refuses other terms under it', async () => {
		const terminal = await readyTerminal();
		const first = await order('a');
		const again = await order('a');
		expect(again?.name === 'OrderReply' && again.body).toMatchObject({
			duplicate: true,
			orderId: first?.name === 'OrderReply' ? first.body.orderId : 0,
		});
		const other = await client.request('PlaceOrder', { ...place, qty: 20, clientOrderId: 'a' });
		expect(other.kind === 'reply' && life(other.message)).toBe('CLIENT_ORDER_ID_REUSED');
		expect(terminal.all('OrderSend')).toHaveLength(1);
	});

	once('denies an order while no terminal is there', async () => {
		const denied = await order('a');
		expect(denied?.name === 'OrderReply' && denied.body).toMatchObject({ life: 'DENIED', denialCode: 'VENUE_LINK_DOWN' });
	});

	once('an order cut off is UNKNOWN, and NOT_SENT once the terminal says that it never came', async () => {
		const terminal = await readyTerminal();
		await order('a');
		terminal.cut();
		await vi.waitFor(async () => expect(life(await order('a'))).toBe('UNKNOWN'));
		const back = newTerminal();
		await vi.waitFor(() => expect(back.all('LoginOk')).toHaveLength(1));
		back.hello();
		await vi.waitFor(async () => expect(life(await order('a'))).toBe('NOT_SENT'));
		expect(back.all('OrderSend')).toHaveLength(0);
	});

	test('a restart brings back the same orders from the journal, and sends nothing again', async () => {
		const terminal = await readyTerminal();
		await order('a');
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(1));
		const sent = terminal.all('OrderSend')[0]?.body;
		await stop();
		await start(2);
		await configure();
		expect(life(await order('a'))).toBe('UNKNOWN');
		const back = newTerminal();
		await vi.waitFor(() => expect(back.all('LoginOk')).toHaveLength(1));
		back.greet();
		await vi.waitFor(() => expect(back.all('SnapshotRequest')).toHaveLength(1));
		back.snapshot([deal({ ticket: 9n, order: 8n, positionId: 8n, volume: 0.1, price: 1.1001, magic: sent?.orderId ?? 0n })], {
			epoch: 1n,
			seq: 1n,
		});
		await vi.waitFor(async () => expect(life(await order('a'))).toBe('FILLED'));
		expect(back.all('OrderSend')).toHaveLength(0);
	});

	test('without room for its journal it refuses orders that add risk, says why, and still cancels', async () => {
		const next = join(stateDir, 'journal/next.bin');
		await vi.waitFor(() => expect(existsSync(next)).toBe(true));
		await stop();
		rmSync(next);
		await start(2, 2 ** 50);
		await configure();
		await vi.waitFor(() => expect(told).toContainEqual({ kind: 'trouble', trouble: expect.stringMatching(/the disk is full/) }));
		const refused = await order('a');
		expect(refused?.name === 'Refused' && refused.body).toMatchObject({
			code: 'NOT_READY',
			message: expect.stringMatching(/no new orders are taken: the disk is full/),
		});
		const { correlationId, tenantId, accountId, principalId, sessionId, investmentDeciderId, executionDeciderId } = place;
		const envelope = { correlationId, tenantId, accountId, principalId, sessionId, investmentDeciderId, executionDeciderId };
		const cancelled = await client.request('CancelOrder', { ...envelope, orderId: 1 });
		expect(cancelled.kind === 'reply' && life(cancelled.message)).toBe('UNKNOWN_ORDER');
	});

	once('refuses a terminal with a wrong key and says why', async () => {
		const stranger = new FakeTerminal({ port: terminalPort, masterKey: 'ef'.repeat(32), server: 'S', login: 7n });
		await vi.waitFor(() => expect(stranger.all('LoginRefused')[0]?.body.reason).toMatch(/key/));
	});
});
