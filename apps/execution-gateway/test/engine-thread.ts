import { Worker } from 'node:worker_threads';
import { sealTerminalKey } from '@meridian/auth';
import { accountLimits } from '@meridian/core/testing';
import { createEntryClient, type EntryClient, type EntryReply } from '@meridian/protocol/client';
import { expect, vi } from 'vitest';
import type { Durability, FromWorker, JournalSettings, WorkerSettings } from '../src/engine/messages.ts';
import { FakeTerminal } from './fake-terminal.ts';

const gatewayKey = 'ab'.repeat(32);
const terminalKey = 'cd'.repeat(32);
export const place = {
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
	expiresAtMs: null,
	limitPrice: null,
	qty: 10,
	price: null,
	sl: null,
	tp: null,
	positionTicket: 0n,
	reduceOnly: false,
	postOnly: false,
	bracket: false,
	trailBy: '',
	trailDistance: null,
	strategyId: 0,
};
const limits = accountLimits({ approvalNotionalMinor: 100_000_000_000 });
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

/** As the system shows it. */
export const threadName = 'engine-test';

/** Patient: other programs may be using the machine. */
export const wait = { timeout: 20_000 };

export const life = (message: EntryReply | undefined): string | undefined =>
	message?.name === 'OrderReply' ? message.body.life : message?.name === 'Refused' ? message.body.code : undefined;

/** The engine thread with its real sockets and journal, between a client and a terminal by hand. */
export class EngineThread {
	readonly told: FromWorker[] = [];
	/** Why the thread ended by itself. */
	readonly failed: Promise<Error>;
	readonly client: EntryClient;
	readonly #worker: Worker;
	readonly #terminalPort: number;

	private constructor(worker: Worker, ready: Extract<FromWorker, { kind: 'ready' }>) {
		this.#worker = worker;
		this.#terminalPort = ready.terminalPort ?? 0;
		worker.on('message', (message: FromWorker) => this.told.push(message));
		this.failed = new Promise((resolve) => worker.once('error', resolve));
		this.client = createEntryClient({
			...{ host: '127.0.0.1', port: ready.entryPort ?? 0, clientName: 'test' },
			key: Buffer.from(gatewayKey, 'hex'),
		});
	}

	static async start(input: {
		readonly stateDir: string;
		readonly epoch: number;
		readonly durability?: Durability;
		readonly leaveFreeBytes?: number;
		readonly cpu?: number;
		readonly env?: Readonly<Record<string, string>>;
	}): Promise<EngineThread> {
		const { stateDir, epoch, durability = 'process', leaveFreeBytes = 0, cpu, env = {} } = input;
		const journal: JournalSettings = { durability, segmentBytes: 256 * 1024, leaveFreeBytes };
		const settings: WorkerSettings = {
			...{ stateDir, epoch, gatewayKey, terminalKey, journal, entryPort: 0, terminalPort: 0, spinUs: 0, failpoint: undefined, cpu },
		};
		const worker = new Worker(new URL('../src/engine/worker.ts', import.meta.url), {
			name: threadName,
			workerData: settings,
			env: { ...process.env, ...env, MERIDIAN_LOG_LEVEL: 'silent' },
		});
		const earlier: FromWorker[] = [];
		const ready = await new Promise<Extract<FromWorker, { kind: 'ready' }>>((resolve, reject) => {
			worker.on('message', (message: FromWorker) => {
				earlier.push(message);
				if (message.kind === 'ready') resolve(message);
			});
			worker.once('error', reject);
		});
		const thread = new EngineThread(worker, ready);
		thread.told.push(...earlier);
		await vi.waitFor(() => expect(thread.client.status).toBe('up'), wait);
		await thread.client.request('Configure', { tenantId: 1, version: 1, config: JSON.stringify(config) });
		return thread;
	}

	async stop(): Promise<void> {
		this.client.close();
		const gone = new Promise((resolve) => this.#worker.once('exit', resolve));
		this.#worker.postMessage({ kind: 'stop' });
		await gone;
	}

	/** @param key one that the tenant made; without it the installation's own. */
	newTerminal(masterKey = terminalKey, key?: string): FakeTerminal {
		return new FakeTerminal({ port: this.#terminalPort, masterKey, server: 'S', login: 7n, ...(key !== undefined && { key }) });
	}

	/** Pushes the account again, known by keys that the tenant made: of those in force, whose key it is. */
	async ownKeys(version: number, keys: readonly { readonly keyId: string; readonly key: string }[]): Promise<void> {
		const terminalKeys = keys.map((own) => ({ accountId: 1, keyId: own.keyId, sealed: sealTerminalKey(gatewayKey, own) }));
		const accounts = config.accounts.map((account) => ({ ...account, ownTerminalKey: true }));
		await this.client.request('Configure', {
			tenantId: 1,
			version,
			config: JSON.stringify({ ...config, version, accounts, terminalKeys }),
		});
	}

	async status() {
		const result = await this.client.request('Status', { tenantId: 1 });
		return result.kind === 'reply' && result.message.name === 'StatusReply' ? result.message.body.accounts[0] : undefined;
	}

	async readyTerminal(): Promise<FakeTerminal> {
		const terminal = this.newTerminal();
		await vi.waitFor(() => expect(terminal.all('LoginOk')).toHaveLength(1), wait);
		terminal.hello();
		await vi.waitFor(async () => expect((await this.status())?.reconciled).toBe(true), wait);
		terminal.tick(1.1, 1.1001);
		await vi.waitFor(async () => expect((await this.status())?.ticksReceived).toBeGreaterThan(0), wait);
		return terminal;
	}

	async order(clientOrderId: string, terms: Partial<typeof place> = {}): Promise<EntryReply | undefined> {
		const result = await this.client.request('PlaceOrder', { ...place, ...terms, clientOrderId });
		return result.kind === 'reply' ? result.message : undefined;
	}
}
