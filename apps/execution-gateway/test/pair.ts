import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { terminalKey } from '@meridian/auth';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { createEntryClient, type EntryClient } from '@meridian/protocol/client';
import { type Plug, startPlug } from '@meridian/telemetry/testing';
import { expect, vi } from 'vitest';
import { systemHost } from '../src/host.ts';
import { createLine, type Line } from '../src/line/line.ts';
import { createMarket } from '../src/simulator/market.ts';
import { memoryStore } from '../src/simulator/store.ts';
import { SimulatedTerminal } from '../src/simulator/terminal.ts';
import { type GatewayProcess, startGateway } from './gateway-process.ts';
import { openTenant, type TestTenant } from './int-database.ts';

const gatewayKey = 'ab'.repeat(32);
const masterKey = 'cd'.repeat(32);
export const leaseMs = 1_500;
export const wait = { timeout: 30_000, interval: 20 };
export const replica = { MERIDIAN_DURABILITY: 'replica', MERIDIAN_REPLICA_WAIT_MS: '500' };
export type Name = 'a' | 'b';
const ended = ['FILLED', 'NOT_SENT', 'CANCELED', 'REJECTED'];

/**
 * Two gateways with their journals, one database behind a plug, and a simulated terminal behind a line that counts what is sent: leader and
 * standby as real processes.
 */
export class Pair {
	readonly tenant: TestTenant;
	readonly postgres: Plug;
	readonly gateways: { a?: GatewayProcess; b?: GatewayProcess } = {};
	readonly client: EntryClient;
	readonly line: Line;
	/** Order ids of the requests that the broker got, in order. */
	readonly executed: bigint[] = [];
	readonly ports: Readonly<Record<Name, { entry: number; terminal: number; replica: number }>>;
	readonly dirs: Readonly<Record<Name, string>>;
	readonly #shards: number;
	readonly #database: TestDatabase;
	readonly #databaseUrl: string;
	readonly #stopTerminal: () => void;
	#isConfigured = false;
	#placed = 0;

	private constructor(
		input: Pick<Pair, 'tenant' | 'postgres' | 'ports' | 'line' | 'dirs'> & { database: TestDatabase; databaseUrl: string; shards: number },
	) {
		this.#shards = input.shards;
		this.tenant = input.tenant;
		this.postgres = input.postgres;
		this.ports = input.ports;
		this.line = input.line;
		this.dirs = input.dirs;
		this.#database = input.database;
		this.#databaseUrl = input.databaseUrl;
		this.client = createEntryClient({
			...this.#entryOptions('a'),
			others: [{ host: '127.0.0.1', port: this.ports.b.entry }],
			onStatus: (status) => {
				this.#isConfigured = false;
				if (status === 'up') void this.#configure();
			},
		});
		const { server, login, currency } = this.tenant;
		const terminal = new SimulatedTerminal({
			account: {
				server,
				login,
				key: terminalKey(masterKey, { server, login }),
				currency,
				mode: 'hedging',
				balance: 100_000,
				leverage: 100,
			},
			host: systemHost,
			connect: () => connect({ host: '127.0.0.1', port: this.line.port, noDelay: true }),
			store: { ...memoryStore(), logRequest: ({ magic }) => this.executed.push(magic) },
			label: 'test',
			brokerDelayMs: 0,
			log: () => undefined,
		});
		const market = createMarket(7);
		const step = (): void => {
			const { symbol, quote } = market.next(Date.now());
			terminal.tick(symbol, quote);
		};
		for (let n = 0; n < 100; n++) step();
		const ticking = setInterval(step, 20);
		this.#stopTerminal = () => {
			clearInterval(ticking);
			terminal.stop();
		};
	}

	/** @param shards of each gateway; the tenant is one of the last. */
	static async open({ shards = 1 }: { readonly shards?: number } = {}): Promise<Pair> {
		const database = await createTestDatabase({ shards });
		const tenant = await openTenant(database.url, shards - 1);
		const given = new URL(database.url);
		const postgres = await startPlug({ host: given.hostname, port: Number(given.port || 5432) });
		given.hostname = '127.0.0.1';
		given.port = String(postgres.port);
		const ports = {
			a: { entry: await freePort(), terminal: await freePort(), replica: await freePort() },
			b: { entry: await freePort(), terminal: await freePort(), replica: await freePort() },
		};
		const at = (port: number) => ({ host: '127.0.0.1', port });
		const line = await createLine({ port: 0, gateway: at(ports.a.terminal), others: [at(ports.b.terminal)] });
		const dirs = { a: mkdtempSync(join(tmpdir(), 'meridian-a-')), b: mkdtempSync(join(tmpdir(), 'meridian-b-')) };
		return new Pair({ tenant, postgres, ports, line, dirs, database, databaseUrl: given.href, shards });
	}

	async lead(name: Name, env: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
		const gateway = await startGateway(this.#envOf(name, env));
		this.gateways[name] = gateway;
		return gateway;
	}

	/** Up, and perhaps not yet with its leader. */
	async stand(name: Name, env: Readonly<Record<string, string>> = {}): Promise<GatewayProcess> {
		const gateway = await startGateway(
			this.#envOf(name, {
				MERIDIAN_ROLE: 'standby',
				MERIDIAN_REPLICA_LEADERS: `127.0.0.1:${this.ports[name === 'a' ? 'b' : 'a'].replica}`,
				...env,
			}),
			({ port }) => port !== undefined,
		);
		this.gateways[name] = gateway;
		return gateway;
	}

	/** The database names the standby: it has everything, and may take over. */
	async synced(): Promise<void> {
		await vi.waitFor(async () => expect((await this.row()).follower).not.toBeNull(), wait);
	}

	row() {
		return this.tenant.db.platform.shardEpoch.findFirstOrThrow({ where: { shard: 0 } });
	}

	/** The terminal is reconciled with whoever leads, which has its tenant. */
	async trading(epoch: bigint): Promise<void> {
		await vi.waitFor(async () => {
			expect(this.#isConfigured).toBe(true);
			const result = await this.client.request('Status', { tenantId: this.tenant.tenantId });
			const body = result.kind === 'reply' && result.message.name === 'StatusReply' ? result.message.body : undefined;
			expect(body?.epoch).toBe(epoch);
			const account = body?.accounts.find(({ accountId }) => accountId === this.tenant.accountId);
			expect(account?.reconciled && account.ticksReceived > 0).toBe(true);
		}, wait);
	}

	/** The same terms for the same id. */
	async order(clientOrderId: string, input: { readonly client?: EntryClient; readonly timeoutMs?: number } = {}) {
		const { client = this.client, timeoutMs = 3_000 } = input;
		const side = /[02468]$/.test(clientOrderId) ? 'BUY' : 'SELL';
		const { tenantId, accountId, instrumentId } = this.tenant;
		const who = { correlationId: 'test', tenantId, principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
		const terms = {
			type: 'MARKET',
			tif: 'IOC',
			qty: 1,
			price: null,
			sl: null,
			tp: null,
			expiresAtMs: null,
			limitPrice: null,
			positionTicket: 0n,
			reduceOnly: false,
			postOnly: false,
			bracket: false,
			trailBy: '',
			trailDistance: null,
			strategyId: 0,
		};
		return client.request('PlaceOrder', { ...who, accountId, instrumentId, clientOrderId, side, ...terms }, { timeoutMs });
	}

	/** The order as the leader has it; refusals and silence are undefined. */
	async view(clientOrderId: string, input: Parameters<Pair['order']>[1] = {}) {
		const result = await this.order(clientOrderId, input);
		return result.kind === 'reply' && result.message.name === 'OrderReply' ? result.message.body : undefined;
	}

	/** What crossed the line, as `epoch:order`. */
	sent(): string[] {
		return this.line.lines().flatMap(({ orderFrames }) => orderFrames.map(({ epoch, orderId }) => `${epoch}:${orderId}`));
	}

	/** Orders one after another without waiting for answers, until told to stop. @returns the ids that were acknowledged. */
	load() {
		const acknowledged: string[] = [];
		const timer = setInterval(() => {
			const id = `load-${++this.#placed}`;
			void this.view(id).then((order) => {
				if (order !== undefined && order.life !== 'DENIED') acknowledged.push(id);
			});
		}, 30);
		return { acknowledged, stop: () => clearInterval(timer) };
	}

	/** Every one is known to whoever leads, has come to its end, and went to the broker once at most. */
	async nothingLostNorDoubled(ids: readonly string[]): Promise<void> {
		for (const id of ids)
			await vi.waitFor(async () => {
				const order = await this.view(id);
				expect(order).toMatchObject({ clientOrderId: id, duplicate: true });
				expect(ended).toContain(order?.life);
			}, wait);
		const orderIds = this.sent().map((frame) => frame.split(':')[1]);
		expect(new Set(orderIds).size).toBe(orderIds.length);
		expect(new Set(this.executed).size).toBe(this.executed.length);
	}

	clientOf(name: Name, silenceMs: number): EntryClient {
		return createEntryClient({ ...this.#entryOptions(name), silenceMs });
	}

	async close(): Promise<void> {
		this.client.close();
		this.#stopTerminal();
		for (const gateway of Object.values(this.gateways)) {
			gateway.signal('SIGCONT');
			await gateway.kill();
		}
		await this.line.close();
		await this.tenant.db.close();
		await this.postgres.close();
		await this.#database.close();
		for (const dir of Object.values(this.dirs)) rmSync(dir, { recursive: true, force: true });
	}

	#entryOptions(name: Name) {
		return {
			host: '127.0.0.1',
			port: this.ports[name].entry,
			key: Buffer.from(gatewayKey, 'hex'),
			clientName: 'test',
			shard: this.#shards - 1,
		};
	}

	async #configure(): Promise<void> {
		const { tenantId, config } = this.tenant;
		await this.client.request('Configure', { tenantId, version: 1, config });
		this.#isConfigured = true;
	}

	#envOf(name: Name, env: Readonly<Record<string, string>>): Record<string, string> {
		const { entry, terminal, replica } = this.ports[name];
		return {
			DATABASE_URL: this.#databaseUrl,
			REDIS_URL: process.env.REDIS_URL ?? '',
			MERIDIAN_GATEWAY_KEY: gatewayKey,
			MERIDIAN_TERMINAL_KEY: masterKey,
			MERIDIAN_STATE_DIR: this.dirs[name],
			MERIDIAN_ENTRY_PORT: String(entry),
			MERIDIAN_TERMINAL_PORT: String(terminal),
			MERIDIAN_REPLICA_PORT: String(replica),
			MERIDIAN_SHARDS: String(this.#shards),
			MERIDIAN_LEASE_MS: String(leaseMs),
			MERIDIAN_JOURNAL_SEGMENT_BYTES: String(256 * 1024),
			MERIDIAN_JOURNAL_LEAVE_FREE_BYTES: '0',
			...env,
		};
	}
}

/** Below the ports that systems give to outgoing connections: one of those could take the port of a gateway that is down. */
async function freePort(): Promise<number> {
	for (;;) {
		const server = createServer();
		const port = randomInt(21_000, 32_000);
		const isFree = await new Promise<boolean>((resolve) => {
			server.once('error', () => resolve(false));
			server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
		});
		if (isFree) return port;
	}
}
