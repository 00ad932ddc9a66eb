import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Durability } from '../engine/messages.ts';
import { type Quote, symbolNamed, symbols } from '../simulator/instruments.ts';
import { createMarket } from '../simulator/market.ts';
import { type Chance, chanceOf } from './chance.ts';
import { Checker } from './checker.ts';
import { SimClient } from './client.ts';
import { keyOf, simAccounts } from './config.ts';
import { SimDisk } from './disk.ts';
import { type SimGateway, startGateway } from './gateway.ts';
import { Liberties } from './liberties.ts';
import type { Mutation } from './mutation.ts';
import { SimNet, type Written } from './net.ts';
import { SimProcess, startedAtMs } from './process.ts';
import { Schedule } from './schedule.ts';
import { Venue } from './venue.ts';
import { Witness } from './witness.ts';

export type WorldOptions = { readonly seed: number; readonly mutation: Mutation };
const clients = 2;
const tickEveryMs = 400;

/** Everything that takes part, and how each of it starts and dies. Who dies when is decided elsewhere. */
export class World {
	readonly schedule = new Schedule();
	readonly chance: Chance;
	readonly durability: Durability;
	readonly net: SimNet;
	readonly witness: Witness;
	readonly checker: Checker;
	readonly venues = new Map<string, Venue>();
	readonly clients: SimClient[] = [];
	readonly clientProcesses: (SimProcess | undefined)[] = [];
	readonly trace = createHash('sha256');
	gateway: SimGateway | undefined;
	/** Replaced and not dead yet. */
	zombie: SimGateway | undefined;
	readonly liberties: Liberties;
	/** Told of each frame, before it is on its way. */
	noticed: (written: Written) => void = () => undefined;
	isMarketOpen = true;
	restarts = 0;
	readonly #mutation: Mutation;
	readonly #disk: SimDisk;
	readonly #dir: string;
	readonly #accountOf = new Map<SimProcess, string>();
	readonly #quotes = new Map<string, Quote>();
	readonly #versions = new Map<number, number>();
	readonly #started: Chance;
	#epoch = 0;
	#incarnation = 0;

	constructor({ seed, mutation }: WorldOptions) {
		this.chance = chanceOf(seed);
		this.#started = this.chance.fork();
		this.#mutation = mutation;
		this.durability = this.chance.hits(0.5) ? 'disk' : 'process';
		this.#dir = mkdtempSync(join(tmpdir(), 'meridian-simulation-'));
		this.#disk = new SimDisk({ dir: join(this.#dir, 'journal'), durability: this.durability, chance: this.chance.fork() });
		this.checker = new Checker({ venues: this.venues, witness: () => this.witness, nowMs: () => this.schedule.nowMs });
		this.liberties = new Liberties(this.chance.fork());
		this.witness = new Witness({
			ledger: () => this.checker.ledger,
			keptSeq: () => this.gateway?.journal.keptSeq ?? 0,
			accountOf: (line) => this.#accountOf.get(line.client.process) ?? '',
			fail: this.checker.fail,
		});
		const { schedule } = this;
		this.net = new SimNet({
			schedule,
			chance: this.chance.fork(),
			tap: (written) => {
				this.trace.update(`${schedule.nowMs} ${written.line.id} ${written.by}\n`).update(written.bytes);
				this.noticed(written);
				this.witness.see(written);
				const isFact = written.line.kind === 'terminal' && written.by === 'client';
				return isFact ? this.liberties.take(written.line, written.bytes) : [written.bytes];
			},
		});
	}

	/** Everything up, and a first quote of every symbol. */
	begin(): void {
		this.#market(createMarket(this.chance.between(1, 1_000_000)));
		for (const account of simAccounts) {
			const key = keyOf(account);
			const venue = new Venue({
				account,
				openedAtMs: startedAtMs,
				seen: (request) => this.checker.requested(key, { request, venue }),
				memoryAs: this.#mutation.terminalMemory ?? ((memory) => memory),
			});
			this.venues.set(key, venue);
		}
		this.startGateway();
		for (const key of this.venues.keys()) this.startTerminal(key);
		for (let index = 0; index < clients; index++) this.startClient(index);
	}

	/** @param died what to do about it, once it has died. */
	#process(name: string, died: () => void): SimProcess {
		this.#incarnation += 1;
		return new SimProcess({
			...{ schedule: this.schedule, chance: this.#started.fork() },
			name: `${name}.${this.#incarnation}`,
			died: () => {
				this.trace.update(`${this.schedule.nowMs} ${name} died\n`);
				died();
			},
		});
	}

	startGateway(): void {
		this.#epoch += 1;
		const promisedSeq = this.gateway?.journal.keptSeq ?? 0;
		const process = this.#process('gateway', () => this.#gatewayDied(gateway));
		process.skewMs = this.chance.between(-1_500, 1_500);
		const gateway: SimGateway = startGateway({
			...{ process, net: this.net, disk: this.#disk, chance: this.#started.fork(), epoch: this.#epoch, mutation: this.#mutation },
			recovered: (memory) => {
				this.restarts += 1;
				this.checker.recovered(memory, { dir: this.#disk.dir, promisedSeq });
			},
			opened: (opened) => {
				this.gateway = opened;
			},
			appended: (record, memory) => {
				if (this.gateway?.process === process) this.checker.appended(record, memory);
			},
		});
	}

	/** `power`: the machine goes too, and with it what the disk was not made to keep. */
	killGateway(input: { readonly power: boolean; readonly afterCalls: number }): void {
		this.#power = input.power;
		if (input.afterCalls === 0) this.gateway?.process.kill();
		else this.gateway?.process.killAfter(input.afterCalls);
	}
	#power = false;

	#gatewayDied(gateway: SimGateway): void {
		const isCurrent = this.gateway === gateway;
		const power = isCurrent && this.#power;
		this.net.abandon(gateway.process, power);
		if (!isCurrent) {
			if (this.zombie === gateway) this.zombie = undefined;
			return;
		}
		this.#disk.crash(power);
		this.#power = false;
		this.schedule.in(this.chance.between(100, 8_000), () => this.startGateway());
	}

	/** Another takes over from what was kept, while the old leader lives on and can keep nothing more. */
	takeOver(): void {
		if (this.gateway?.process.alive !== true || this.zombie !== undefined || this.durability !== 'disk') return;
		this.zombie = this.gateway;
		this.zombie.journal.stalled = true;
		this.#disk.crash(true);
		this.startGateway();
		const old = this.zombie;
		const livesMs = this.chance.between(5_000, 60_000);
		this.schedule.in(livesMs, () => old.process.kill());
		// The terminals find one of the two, and lose it again.
		for (let count = this.chance.between(4, 20); count > 0; count--)
			this.schedule.in(this.chance.between(0, livesMs), () => {
				const line = this.chance.pick(this.net.lines.filter(({ kind }) => kind === 'terminal'));
				if (line !== undefined) this.net.cut(line);
			});
	}

	startTerminal(key: string): void {
		const venue = this.venues.get(key);
		const process = this.#process(`terminal ${key}`, () => {
			this.net.abandon(process, this.chance.hits(0.3));
			this.schedule.in(this.chance.between(200, 6_000), () => this.startTerminal(key));
		});
		process.skewMs = this.chance.between(-3_000, 3_000);
		this.#accountOf.set(process, key);
		process.run(() => venue?.start(process, { connect: () => this.net.connect('terminal', process), quotes: this.#quotes }));
	}

	startClient(index: number): void {
		const process = this.#process(`c${index}`, () => {
			this.net.abandon(process, this.chance.hits(0.3));
			this.schedule.in(this.chance.between(200, 4_000), () => this.startClient(index));
		});
		this.clientProcesses[index] = process;
		const client = new SimClient({
			...{ process, chance: this.#started.fork(), thinkMs: 1_700 },
			connect: () => this.net.connect('entry', process),
			nextVersion: (tenantId) => {
				const version = (this.#versions.get(tenantId) ?? 0) + 1;
				this.#versions.set(tenantId, version);
				return version;
			},
			view: {
				bidOf: (symbol) => this.#quotes.get(symbol)?.bid ?? 0,
				positionsOf: (account) => this.venues.get(keyOf(account))?.books?.positions ?? [],
			},
		});
		client.isResting = !this.isMarketOpen;
		this.clients[index] = client;
	}

	#market(market: ReturnType<typeof createMarket>): void {
		const step = (): void => {
			const { symbol, quote } = market.next(startedAtMs + this.schedule.nowMs);
			this.#quotes.set(symbol.name, quote);
			for (const venue of this.venues.values()) venue.tick(symbol, quote);
		};
		while (symbols.some(({ name }) => !this.#quotes.has(name))) step();
		const again = (): void => {
			if (this.isMarketOpen) step();
			else this.#lastQuotes();
			this.schedule.in(tickEveryMs, again);
		};
		this.schedule.in(tickEveryMs, again);
	}

	/** A market that stands still goes on saying where it stands. */
	#lastQuotes(): void {
		for (const [name, quote] of this.#quotes) {
			const symbol = symbolNamed(name);
			if (symbol !== undefined) for (const venue of this.venues.values()) venue.tick(symbol, quote);
		}
	}

	/** Where the journal stands, laid out for reading. */
	layOut(): string {
		this.#disk.layOut();
		return this.#disk.dir;
	}

	end(): void {
		rmSync(this.#dir, { recursive: true, force: true });
	}
}
