import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineMemory } from '@meridian/core';
import {
	type BrokerLimit,
	type Chance,
	chanceOf,
	keyOf,
	Liberties,
	type Mutation,
	Schedule,
	SimClient,
	SimDisk,
	type SimGateway,
	SimNet,
	SimProcess,
	simAccounts,
	simInstruments,
	startGateway,
} from '@meridian/execution-gateway/testing';
import { VenueTerminal } from './terminal.ts';
import { optionsOf } from './terms.ts';
import { Witness } from './witness.ts';

const anchors: Readonly<Record<string, number>> = { EURUSD: 110_000, GBPUSD: 127_000, USDJPY: 150_000 };
const tickEveryMs = 300;
/** Of the Expert Advisor. One that seldom looks finds more at once. */
const timersMs = [30, 100, 100, 200] as const;

/** One schedule: a gateway, three brokers with their terminals, a client, and a seed that decides everything that happens to them. */
export class VenueWorld {
	readonly schedule = new Schedule();
	readonly chance: Chance;
	readonly net: SimNet;
	readonly witness = new Witness();
	readonly liberties: Liberties;
	readonly venues = new Map<string, VenueTerminal>();
	gateway: SimGateway | undefined;
	client: SimClient | undefined;
	isMarketOpen = true;
	restarts = 0;
	readonly #disk: SimDisk;
	readonly #quotes = new Map<string, { bid: number; ask: number }>();
	readonly #market: Chance;
	readonly #started: Chance;
	readonly #mutation: Mutation;
	/** What the broker of two tenants' accounts takes of both together, where the gateway knows it. */
	readonly #brokers: readonly BrokerLimit[];
	#epoch = 0;
	#versions = 0;

	/** @param input.mutation a mistake that is planted, to see that it is noticed. `options`: of every broker and terminal, instead of drawn ones */
	constructor(input: {
		readonly seed: number;
		readonly dir: string;
		readonly binary: string;
		readonly mutation?: Mutation;
		readonly options?: readonly string[];
	}) {
		const { seed, dir, binary } = input;
		this.#mutation = input.mutation ?? {};
		this.chance = chanceOf(seed);
		this.#market = this.chance.fork();
		this.#started = this.chance.fork();
		this.liberties = new Liberties(this.chance.fork());
		const perSecond = this.chance.fork().pick([2, 5, undefined, undefined]);
		this.#brokers = perSecond === undefined ? [] : [{ name: 'North', servers: ['North-Demo'], perSecond, burst: 2 }];
		mkdirSync(dir, { recursive: true });
		this.#disk = new SimDisk({ dir: join(dir, 'journal'), durability: 'process', chance: this.chance.fork() });
		this.net = new SimNet({
			schedule: this.schedule,
			chance: this.chance.fork(),
			tap: (written) => {
				this.witness.see(written);
				// A sealed frame can't come twice: the line would be dropped.
				const isFact = written.line.kind === 'terminal' && written.by === 'client' && !this.witness.isSealed(written.line);
				return isFact ? this.liberties.take(written.line, written.bytes) : [written.bytes];
			},
		});
		for (const account of simAccounts) {
			const key = keyOf(account);
			const own = this.chance.fork();
			const everyMs = own.pick(timersMs) ?? 50;
			const options = input.options ?? optionsOf(own);
			this.venues.set(key, new VenueTerminal({ binary, dir: join(dir, key.replace(':', '-')), account, net: this.net, everyMs, options }));
		}
	}

	begin(): void {
		for (const { symbol } of simInstruments) this.#move(symbol);
		this.startGateway();
		for (const key of this.venues.keys()) this.startTerminal(key);
		const client = new SimProcess({ name: 'client', schedule: this.schedule, chance: this.#started.fork(), died: () => undefined });
		this.client = new SimClient({
			...{
				process: client,
				chance: this.#started.fork(),
				thinkMs: 300,
				plain: { changes: 0.25 },
				connect: () => this.net.connect('entry', client),
			},
			nextVersion: () => {
				this.#versions += 1;
				return this.#versions;
			},
			view: {
				bidOf: (symbol) => this.#quotes.get(symbol)?.bid ?? 0,
				positionsOf: (account) =>
					(this.venues.get(keyOf(account))?.books?.positions ?? []).map(({ ticket, symbol, buy, volume }) => ({
						...{ ticket, symbol, side: buy ? 1 : -1, lots: volume },
					})),
			},
		});
		const again = (): void => {
			this.#tick();
			this.schedule.in(tickEveryMs, again);
		};
		this.schedule.in(tickEveryMs, again);
	}

	startGateway(): void {
		this.#epoch += 1;
		const process: SimProcess = this.#process(`gateway.${this.#epoch}`, () => {
			this.net.abandon(process, this.chance.hits(0.3));
			this.#disk.crash(false);
			this.schedule.in(this.chance.between(100, 3_000), () => this.startGateway());
		});
		startGateway({
			...{
				process,
				net: this.net,
				disk: this.#disk,
				chance: this.#started.fork(),
				epoch: this.#epoch,
				mutation: this.#mutation,
				brokers: this.#brokers,
			},
			recovered: () => {
				this.restarts += 1;
			},
			opened: (opened) => {
				this.gateway = opened;
			},
			appended: ({ outputs }) => this.witness.booked(outputs),
		});
	}

	startTerminal(key: string): void {
		const process: SimProcess = this.#process(`terminal ${key}`, () => {
			this.net.abandon(process, this.chance.hits(0.3));
			this.schedule.in(this.chance.between(100, 3_000), () => this.startTerminal(key));
		});
		this.venues.get(key)?.start(process, this.#quotes);
	}

	/** What the engine knows. */
	get memory(): EngineMemory | undefined {
		return this.gateway?.memory.engine.memory();
	}

	end(): void {
		this.isMarketOpen = false;
		for (const venue of this.venues.values()) {
			const { process } = venue;
			venue.kill();
			process?.kill();
		}
	}

	#process(name: string, died: () => void): SimProcess {
		return new SimProcess({ name, schedule: this.schedule, chance: this.#started.fork(), died });
	}

	#tick(): void {
		const symbol = this.#market.pick(simInstruments)?.symbol;
		if (symbol === undefined) return;
		if (this.isMarketOpen) this.#move(symbol);
		// A market that stands still goes on saying where it stands.
		for (const [name, quote] of this.#quotes)
			if (name === symbol || !this.isMarketOpen) for (const venue of this.venues.values()) venue.tick(name, quote);
	}

	#move(symbol: string): void {
		const bid = this.#quotes.get(symbol)?.bid ?? anchors[symbol] ?? 100_000;
		const step = this.#market.hits(0.1) ? 80 : 15;
		const next = bid + this.#market.between(-step, step);
		this.#quotes.set(symbol, { bid: next, ask: next + this.#market.between(6, 14) });
	}
}
