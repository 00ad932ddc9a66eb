import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import { credentialSecret } from '@meridian/auth';
import { wideLimits } from '@meridian/core/testing';
import { type Message, type TerminalProtocol, wireEnums } from '@meridian/protocol';
import { createEntryClient, type EntryClient } from '@meridian/protocol/client';
import { expect, vi } from 'vitest';
import type { DirectSettings, FromWorker, JournalSettings, ToWorker, WorkerSettings } from '../../src/engine/messages.ts';
import { openTail } from '../../src/journal/tail.ts';
import { shardDir } from '../../src/shards/layout.ts';
import { deal, FakeTerminal } from '../fake-terminal.ts';
import { Institution, type InstitutionOptions } from './institution.ts';

const gatewayKey = 'ab'.repeat(32);
const terminalMaster = 'cd'.repeat(32);
export const masterKey = 'ef'.repeat(32);
export const wait = { timeout: 10_000, interval: 10 };
const limits = wideLimits();
const instrument = (instrumentId: number, symbol: string) => ({
	instrumentId,
	symbol,
	priceDigits: 5,
	qtyDigits: 2,
	baseCurrency: 'EUR',
	quoteCurrency: 'USD',
	active: true,
	brokerSymbols: [{ server: 'S', symbol }],
});
export type TestCredential = {
	readonly credentialId: string;
	readonly accountIds: number[];
	readonly mayTrade: boolean;
	readonly ordersPerSecond: number;
};
export const trading = (tenantId: number, change: Partial<TestCredential> = {}): TestCredential => ({
	credentialId: `trade-${tenantId}`,
	accountIds: [1],
	mayTrade: true,
	ordersPerSecond: 1_000,
	...change,
});
const loginOf = (tenantId: number, accountId: number): bigint => BigInt(tenantId * 100 + accountId);

/** The engine thread with its sockets and journal, and many tenants that all number their accounts alike. */
export class Rig {
	readonly stateDir = mkdtempSync(join(tmpdir(), 'meridian-direct-'));
	readonly #guests: { cut(): void }[] = [];
	readonly counts = new Map<number, Extract<FromWorker, { kind: 'direct' }>['counts'][number]>();
	#workers: Worker[] = [];
	#clients: EntryClient[] = [];
	#version = 0;
	readonly #journal: JournalSettings;
	readonly #shards: number;
	readonly #env: Readonly<Record<string, string>>;
	directPort = 0;
	terminalPort = 0;

	/** Tenant t is on shard t modulo the number of shards. */
	constructor(
		journal: Partial<JournalSettings> = {},
		{ shards = 1, env = {} }: { readonly shards?: number; readonly env?: Readonly<Record<string, string>> } = {},
	) {
		this.#shards = shards;
		this.#env = env;
		this.#journal = { durability: 'process', segmentBytes: 8 * 1024 * 1024, leaveFreeBytes: 0, ...journal };
	}

	async start(epoch = 1, direct: Partial<DirectSettings> = {}): Promise<void> {
		const channels = Array.from({ length: this.#shards - 1 }, () => new MessageChannel());
		this.#workers = Array.from({ length: this.#shards }, (_, shard) => {
			const own = channels[shard - 1];
			const peers = own === undefined ? channels.map(({ port1 }) => port1) : [own.port2];
			const settings: WorkerSettings = {
				...{ stateDir: shardDir(this.stateDir, shard), shard, peers, gatewayKey, terminalKey: terminalMaster },
				...{ entryPort: 0, terminalPort: 0, spinUs: 0, failpoint: undefined },
				journal: this.#journal,
				direct: { port: 0, masterKey, ...direct },
			};
			return new Worker(new URL('../../src/engine/worker.ts', import.meta.url), {
				workerData: settings,
				transferList: peers,
				env: { ...process.env, ...this.#env, MERIDIAN_LOG_LEVEL: 'silent' },
			});
		});
		const [first, ...others] = this.#workers;
		if (first === undefined) return;
		await Promise.all(others.map((worker) => this.#lead(worker, epoch)));
		const ready = await this.#lead(first, epoch);
		this.directPort = ready.directPort ?? 0;
		this.terminalPort = ready.terminalPort ?? 0;
		this.#clients = this.#workers.map((_, shard) =>
			createEntryClient({
				...{ host: '127.0.0.1', port: ready.entryPort ?? 0, clientName: 'test', shard },
				key: Buffer.from(gatewayKey, 'hex'),
			}),
		);
		await vi.waitFor(() => expect(this.#clients.map(({ status }) => status)).toEqual(this.#clients.map(() => 'up')), wait);
	}

	#lead(worker: Worker, epoch: number): Promise<Extract<FromWorker, { kind: 'ready' }>> {
		return new Promise((resolve, reject) => {
			worker.on('message', (message: FromWorker) => {
				if (message.kind === 'ready') resolve(message);
				if (message.kind === 'direct') for (const counts of message.counts) this.counts.set(counts.tenantId, counts);
			});
			worker.once('error', reject);
			worker.postMessage({ kind: 'lead', epoch, heldBy: new Map() } satisfies ToWorker);
		});
	}

	clientOf(tenantId: number): EntryClient | undefined {
		return this.#clients[tenantId % this.#shards];
	}

	async stop(): Promise<void> {
		for (const client of this.#clients.splice(0)) client.close();
		const gone = this.#workers.splice(0).map((worker) => {
			worker.postMessage({ kind: 'stop' });
			return new Promise((resolve) => worker.once('exit', resolve));
		});
		await Promise.all(gone);
	}

	async close(): Promise<void> {
		for (const guest of this.#guests) guest.cut();
		await this.stop();
		rmSync(this.stateDir, { recursive: true, force: true });
	}

	/** A tenant with accounts 1 (hedging) and 2 (netting), and its credentials, as the API pushes them. */
	async configure(tenantId: number, credentials: readonly TestCredential[], version = ++this.#version): Promise<string> {
		const shard = tenantId % this.#shards;
		const config = {
			shard,
			...{ tenantId, version, slug: `t${tenantId}`, baseCurrency: 'USD', active: true },
			users: [{ userId: 1, active: true, mayTrade: true, mayHalt: true }],
			instruments: [instrument(1, 'EURUSD')],
			accounts: [1, 2].map((accountId) => ({
				...{
					accountId,
					name: `A${accountId}`,
					mode: accountId === 1 ? 'HEDGING' : 'NETTING',
					currency: 'USD',
					currencyDigits: 2,
					server: 'S',
					active: true,
					limits,
				},
				login: String(loginOf(tenantId, accountId)),
			})),
			credentials: credentials.map((credential) => ({ ...credential, userId: 1 })),
		};
		const result = await this.clientOf(tenantId)?.request('Configure', { tenantId, version, config: JSON.stringify(config) });
		if (result?.kind !== 'reply') throw new Error('the gateway did not answer');
		return result.message.name === 'Refused' ? result.message.body.code : result.message.name;
	}

	/** A terminal whose account is reconciled and has a quote. */
	async terminal(tenantId: number, accountId = 1): Promise<FakeTerminal> {
		const login = loginOf(tenantId, accountId);
		const terminal = new FakeTerminal({ port: this.terminalPort, masterKey: terminalMaster, server: 'S', login });
		this.#guests.push(terminal);
		await vi.waitFor(() => expect(terminal.all('LoginOk')).toHaveLength(1), wait);
		terminal.hello('EURUSD', undefined, { marginMode: wireEnums.MarginMode[accountId === 1 ? 'HEDGING' : 'NETTING'] });
		await vi.waitFor(async () => expect((await this.status(tenantId, accountId))?.reconciled).toBe(true), wait);
		terminal.tick(1.1, 1.1001);
		await vi.waitFor(async () => expect((await this.status(tenantId, accountId))?.ticksReceived).toBeGreaterThan(0), wait);
		return terminal;
	}

	async status(tenantId: number, accountId = 1) {
		const result = await this.clientOf(tenantId)?.request('Status', { tenantId });
		if (result?.kind !== 'reply' || result.message.name !== 'StatusReply') return undefined;
		return result.message.body.accounts.find((account) => account.accountId === accountId);
	}

	/** How many commands the engine has decided, by its journal: whether anything at all was done. */
	async commandsDone(): Promise<number> {
		const result = await this.clientOf(0)?.request('Status', { tenantId: 0 });
		if (result?.kind !== 'reply' || result.message.name !== 'StatusReply') throw new Error('no status');
		const tail = openTail(join(this.stateDir, 'journal'), 0);
		const records = tail.read({ max: Number.MAX_SAFE_INTEGER, untilSeq: result.message.body.journalSeq });
		tail.close();
		return records.filter(({ input }) => input.kind === 'place' || input.kind === 'cancel' || input.kind === 'close').length;
	}

	institution(credentialId: string, options: Partial<InstitutionOptions> = {}): Institution {
		const secret = credentialSecret(masterKey, credentialId);
		const institution = new Institution({ port: this.directPort, credentialId, secret, ...options });
		this.#guests.push(institution);
		return institution;
	}

	/** Logged on. */
	async session(credentialId: string, options: Partial<InstitutionOptions> = {}): Promise<Institution> {
		const institution = this.institution(credentialId, options);
		await vi.waitFor(() => {
			if (institution.all('LogonReject').length > 0) throw new Error(institution.bodies('LogonReject')[0]?.code);
			expect(institution.all('LogonOk')).toHaveLength(1);
		}, wait);
		return institution;
	}
}

type Send = Message<TerminalProtocol, 'OrderSend'>;

/** The venue takes a pending order: it gets a ticket and works. */
export function accept(terminal: FakeTerminal, sent: Send, ticket: bigint): void {
	const { epoch, commandSeq, orderId, volume, price } = sent;
	terminal.send('TradeAck', {
		epoch,
		commandSeq,
		orderId,
		sent: true,
		retcode: 10008,
		requestId: 1,
		lastError: 0,
		receivedUs: 0n,
		sentUs: 0n,
	});
	terminal.send('TradeResult', {
		epoch,
		commandSeq,
		orderId,
		retcode: 10009,
		order: ticket,
		deal: 0n,
		volume,
		price,
		comment: '',
		answeredUs: 0n,
	});
}

/** The venue fills an order whole. */
export function fill(terminal: FakeTerminal, sent: Send, ticket: bigint): void {
	const { orderId, volume } = sent;
	terminal.send('DealItem', deal({ ticket, order: ticket + 1n, positionId: ticket + 1n, volume, price: 1.1001, magic: orderId }));
}

/** The venue takes an order back. */
export function removed(terminal: FakeTerminal, sent: Send, ticket: bigint): void {
	terminal.send('OrderItem', {
		ticket,
		symbol: 'EURUSD',
		type: wireEnums.OrderType.BUY_LIMIT,
		state: wireEnums.OrderState.CANCELED,
		historical: true,
		volumeInitial: sent.volume,
		volumeCurrent: sent.volume,
		price: 1.09,
		sl: 0,
		tp: 0,
		magic: sent.orderId,
		positionId: 0n,
		positionById: 0n,
		stopLimit: 0,
		timeSetupMs: 1n,
		timeDoneMs: 2n,
		reason: wireEnums.OrderReason.EXPERT,
	});
}
