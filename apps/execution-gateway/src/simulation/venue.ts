import { terminalKey } from '@meridian/auth';
import type { Connection } from '../net/connection.ts';
import { type BrokerState, type Deal, newBrokerState } from '../simulator/broker.ts';
import { type BrokerSymbol, type Quote, symbolNamed } from '../simulator/instruments.ts';
import type { Memory, Saved, Store } from '../simulator/store.ts';
import { SimulatedTerminal } from '../simulator/terminal.ts';
import type { SimAccount } from './config.ts';
import { masterKey } from './gateway.ts';
import type { SimProcess } from './process.ts';

const balance = 1_000_000;

export type RequestSeen = { readonly commandSeq: bigint; readonly magic: bigint; readonly action: string };

/** One account's terminal and broker. The books and what the terminal remembers outlive its process. */
export class Venue {
	readonly account: SimAccount;
	terminal: SimulatedTerminal | undefined;
	process: SimProcess | undefined;
	/** What the terminal began to do. */
	readonly requests: RequestSeen[] = [];
	readonly #memoryAs: (memory: Memory) => Memory;
	readonly #seen: (request: RequestSeen) => void;
	/** The last command that came, by epoch. */
	readonly #received = new Map<bigint, bigint>();
	#saved: Saved;

	constructor(input: {
		readonly account: SimAccount;
		readonly openedAtMs: number;
		readonly seen: (request: RequestSeen) => void;
		readonly memoryAs: (memory: Memory) => Memory;
	}) {
		this.account = input.account;
		this.#seen = input.seen;
		this.#memoryAs = input.memoryAs;
		const broker = newBrokerState({ balanceMinor: balance * 100, timeMs: input.openedAtMs });
		this.#saved = { broker, memory: { lastEpoch: 0n, lastSeq: 0n, highestEpoch: 0n } };
	}

	start(process: SimProcess, input: { readonly connect: () => Connection; readonly quotes: ReadonlyMap<string, Quote> }): void {
		const { server, login, currency, mode } = this.account;
		const store: Store = {
			load: () => ({ ...this.#saved, memory: this.#memoryAs(this.#saved.memory) }),
			save: (saved) => {
				process.touch();
				this.#saved = saved;
				this.#received.set(saved.memory.lastEpoch, saved.memory.lastSeq);
			},
			logRequest: (request) => {
				this.requests.push(request);
				this.#seen(request);
			},
			logDeal: () => undefined,
		};
		this.process = process;
		const key = terminalKey(masterKey, { server, login });
		this.terminal = new SimulatedTerminal({
			account: { server, login, key, currency, mode: mode === 'NETTING' ? 'netting' : 'hedging', balance, leverage: 100 },
			connect: input.connect,
			host: process.host,
			store,
			label: 'simulation',
			brokerDelayMs: 30,
			log: () => undefined,
		});
		for (const [name, quote] of input.quotes) {
			const symbol = symbolNamed(name);
			if (symbol !== undefined) this.tick(symbol, quote);
		}
	}

	tick(symbol: BrokerSymbol, quote: Quote): void {
		this.process?.run(() => this.terminal?.tick(symbol, quote));
	}

	/** Whether the terminal remembers this command, or a later one of the same epoch. */
	hasReceived(command: { readonly epoch: number; readonly commandSeq: number } | undefined): boolean {
		return command !== undefined && (this.#received.get(BigInt(command.epoch)) ?? 0n) >= BigInt(command.commandSeq);
	}

	get books(): BrokerState | undefined {
		return this.terminal?.broker.state;
	}
	get deals(): readonly Deal[] {
		return this.books?.deals ?? [];
	}
}
