import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { terminalKey } from '@meridian/auth';
import { wideLimits } from '@meridian/core/testing';
import type { EntryProtocol, Message } from '@meridian/protocol';
import { createEntryClient, type EntryClient, type EntryReply } from '@meridian/protocol/client';
import type { BrokerLimit } from '../brokers/pace.ts';
import { engineResourceLimits, type FromWorker, type WorkerSettings } from '../engine/messages.ts';

const gatewayKey = 'ab'.repeat(32);
const masterKey = 'cd'.repeat(32);
const patienceMs = 120_000;
/** Of the engine's thread, as the system shows it. */
export const engineName = 'engine';
/** A client gives up on an answer, and on its line, after three seconds; here nobody does because a machine is busy with fifty terminals. */
const patient = { timeoutMs: 60_000 };

/** One terminal of a bridge: each is a tenant's only account, and all tenants have the same ids and symbols. */
export type BridgeTerminal = {
	readonly server: string;
	/** Of the emulated terminal, besides who it is and where the gateway is. */
	readonly args: readonly string[];
};
export type TerminalNews = Message<EntryProtocol, 'StatusReply'>['accounts'][number];
const symbols = ['EURUSD', 'GBPUSD', 'USDJPY', 'AUDUSD', 'USDCHF'] as const;

/**
 * An engine thread with its real sockets and journal, and the Expert Advisor in as many emulated terminals as asked for: everything between
 * an order at the gateway and its deal back, without the database.
 */
export class Bridge {
	readonly told: FromWorker[] = [];
	readonly client: EntryClient;
	readonly stateDir: string;
	readonly #worker: Worker;
	readonly #children: ChildProcess[] = [];
	readonly #logs: string[] = [];

	private constructor(worker: Worker, input: { readonly entryPort: number; readonly stateDir: string }) {
		this.#worker = worker;
		this.stateDir = input.stateDir;
		this.client = createEntryClient({
			...{ host: '127.0.0.1', port: input.entryPort, clientName: 'bridge', key: Buffer.from(gatewayKey, 'hex'), silenceMs: 20_000 },
		});
	}

	/** @param input.dir an empty folder. binary: of the emulated terminal. Tenant n+1 has the n-th terminal. */
	static async open(input: {
		readonly dir: string;
		readonly binary: string;
		readonly terminals: readonly BridgeTerminal[];
		/** Where the terminals' own files are, if not in `dir`. */
		readonly terminalDir?: string;
		/** What brokers take of all their accounts together. */
		readonly brokers?: readonly BrokerLimit[];
		/** By so much less than this process the terminals are given of the processors (nice): in life they are other machines. */
		readonly terminalsNicer?: number;
		/** How long the engine thread looks again before it sleeps. */
		readonly spinUs?: number;
		/** The processor that the engine thread keeps to. */
		readonly engineCpu?: number;
		/** V8's own profile of the engine thread goes there. */
		readonly execArgv?: readonly string[];
		/** Of the engine thread, besides ours. */
		readonly env?: Readonly<Record<string, string>>;
	}): Promise<Bridge> {
		const stateDir = join(input.dir, 'gateway');
		mkdirSync(stateDir, { recursive: true });
		const journal = { durability: 'process', segmentBytes: 16 * 1024 * 1024, leaveFreeBytes: 0 } as const;
		const settings: WorkerSettings = {
			...{
				stateDir,
				epoch: 1,
				gatewayKey,
				terminalKey: masterKey,
				journal,
				entryPort: 0,
				terminalPort: 0,
				spinUs: input.spinUs ?? 0,
				cpu: input.engineCpu,
				failpoint: undefined,
				brokers: input.brokers ?? [],
			},
		};
		const worker = new Worker(new URL('../engine/worker.ts', import.meta.url), {
			name: engineName,
			workerData: settings,
			env: { ...process.env, MERIDIAN_LOG_LEVEL: 'silent', ...input.env },
			resourceLimits: engineResourceLimits,
			...(input.execArgv && { execArgv: [...input.execArgv] }),
		});
		const ready = await new Promise<Extract<FromWorker, { kind: 'ready' }>>((resolve, reject) => {
			worker.on('message', (message: FromWorker) => message.kind === 'ready' && resolve(message));
			worker.once('error', reject);
		});
		const bridge = new Bridge(worker, { entryPort: ready.entryPort ?? 0, stateDir });
		worker.on('message', (message: FromWorker) => bridge.told.push(message));
		try {
			await bridge.until('the gateway to take orders', () => bridge.client.status === 'up');
			for (const [n, terminal] of input.terminals.entries()) await bridge.#configure(n + 1, terminal);
			for (const [n, terminal] of input.terminals.entries())
				bridge.#start(n + 1, { ...terminal, ...input, dir: input.terminalDir ?? input.dir, port: ready.terminalPort ?? 0 });
		} catch (error) {
			await bridge.close();
			throw error;
		}
		return bridge;
	}

	async #configure(tenantId: number, { server }: BridgeTerminal): Promise<void> {
		const config = {
			...{ tenantId, version: 1, slug: `t${tenantId}`, baseCurrency: 'USD', active: true },
			users: [{ userId: 1, active: true, mayTrade: true, mayHalt: true }],
			instruments: symbols.map((symbol, i) => ({
				...{ instrumentId: i + 1, symbol, priceDigits: symbol === 'USDJPY' ? 3 : 5, qtyDigits: 2, active: true },
				...{ baseCurrency: symbol.slice(0, 3), quoteCurrency: symbol.slice(3), brokerSymbols: [{ server, symbol }] },
			})),
			accounts: [
				{
					...{ accountId: 1, name: 'A', mode: 'NETTING', currency: 'USD', currencyDigits: 2, server, login: String(7_000 + tenantId) },
					...{ active: true, limits: wideLimits() },
				},
			],
		};
		const told = { tenantId, version: 1, config: JSON.stringify(config) };
		await this.until(`tenant ${tenantId} to be configured`, async () => {
			const answer = await this.client.request('Configure', told, patient);
			return answer.kind === 'reply' && answer.message.name === 'Done';
		});
	}

	#start(
		tenantId: number,
		input: BridgeTerminal & { readonly binary: string; readonly dir: string; readonly port: number; readonly terminalsNicer?: number },
	): void {
		const { server, binary, dir, port } = input;
		const login = BigInt(7_000 + tenantId);
		const who = ['--server', server, '--login', String(login), '--gateway', `127.0.0.1:${port}`, '--currency', 'USD', '--mode', 'netting'];
		const account = ['--balance', '1000000', '--leverage', '100', '--state', join(dir, `terminal-${tenantId}`), '--parent-pipe'];
		const child = spawn(binary, [...who, ...account, ...input.args], {
			env: { MERIDIAN_EA_KEY: terminalKey(masterKey, { server, login }) },
			stdio: ['pipe', 'pipe', 'pipe'],
		});
		for (const stream of [child.stdout, child.stderr])
			stream.on('data', (chunk: Buffer) => {
				this.#logs[tenantId] = `${this.#logs[tenantId] ?? ''}${chunk}`.slice(-4_000);
			});
		if (input.terminalsNicer !== undefined && child.pid !== undefined)
			setPriority(child.pid, Math.min(19, getPriority() + input.terminalsNicer));
		this.#children.push(child);
	}

	/** Of the terminals' processes, in the order of the tenants. */
	get pids(): readonly number[] {
		return this.#children.flatMap(({ pid }) => pid ?? []);
	}

	/** The end of what a terminal has printed. */
	logOf(tenantId: number): string {
		return this.#logs[tenantId] ?? '';
	}

	/** How every terminal stands, in the order of the tenants. Waits where the line to the gateway is down: no news is no good news. */
	async terminals(): Promise<readonly TerminalNews[]> {
		let accounts: readonly TerminalNews[] | undefined;
		await this.until('the gateway to say how its terminals are', async () => {
			const result = await this.client.request('Status', { tenantId: 0 }, patient);
			if (result.kind === 'reply' && result.message.name === 'StatusReply') accounts = result.message.body.accounts;
			return accounts !== undefined;
		});
		return accounts ?? [];
	}

	async reconciled(): Promise<void> {
		await this.until('every terminal to be reconciled', async () => (await this.terminals()).every(({ reconciled }) => reconciled));
	}

	/** A market order in the first symbol, of 0.01 lots where nothing else is said. */
	async order(
		tenantId: number,
		input: { readonly clientOrderId: string; readonly side: 'BUY' | 'SELL'; readonly qty?: number },
	): Promise<EntryReply | undefined> {
		const who = { correlationId: '', tenantId, principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1, accountId: 1 };
		const plain = { type: 'MARKET', tif: 'IOC', expiresAtMs: null, limitPrice: null, price: null, sl: null, tp: null } as const;
		const flags = { reduceOnly: false, postOnly: false, bracket: false, trailBy: '', trailDistance: null, strategyId: 0 };
		const body = { ...who, ...plain, ...flags, qty: 1, ...input, instrumentId: 1, positionTicket: 0n };
		let answer: EntryReply | undefined;
		// Asked again where no answer came: it is the same order under the same id.
		await this.until(`an answer to order ${input.clientOrderId} of tenant ${tenantId}`, async () => {
			const result = await this.client.request('PlaceOrder', body, patient);
			if (result.kind === 'reply') answer = result.message;
			return answer !== undefined;
		});
		return answer;
	}

	async until(what: string, is: () => boolean | Promise<boolean>): Promise<void> {
		const endMs = performance.now() + patienceMs;
		while (!(await is())) {
			if (performance.now() > endMs) throw new Error(`${what}: not within ${patienceMs / 1_000} s\n${this.#logs.join('\n').slice(-2_000)}`);
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	async close(): Promise<void> {
		this.client.close();
		await Promise.all(
			this.#children.map(async (child) => {
				if (child.exitCode !== null || child.signalCode !== null) return;
				const gone = once(child, 'exit');
				child.kill('SIGKILL');
				await gone;
			}),
		);
		const gone = once(this.#worker, 'exit');
		this.#worker.postMessage({ kind: 'stop' });
		await gone;
	}
}
