import type { Chance } from './chance.ts';
import type { SimLine } from './net.ts';
import type { World } from './world.ts';

/** Frames that say something are longer. */
const heartbeatBytesMax = 40;
/** How often a line breaks just when something is on its way. */
const probabilityPerFrame = 0.002;
const meanMs = { calm: 60_000, rough: 6_000 } as const;

/** Lets things go wrong, one after another, until it is told to stop. */
export class Faults {
	readonly #world: World;
	readonly #chance: Chance;
	readonly #everyMs: number;
	isOver = false;
	count = 0;

	constructor(world: World) {
		this.#world = world;
		this.#chance = world.chance.fork();
		this.#everyMs = this.#chance.between(meanMs.rough, meanMs.calm);
		this.#next();
		world.noticed = ({ line, bytes }) => {
			if (bytes.length < heartbeatBytesMax || this.isOver || !this.#chance.hits(probabilityPerFrame)) return;
			this.count += 1;
			world.schedule.in(this.#chance.between(0, 60), () => this.#strikeLine(line));
		};
	}

	#next(): void {
		this.#world.schedule.in(this.#chance.between(1, 2 * this.#everyMs), () => {
			if (this.isOver) return;
			this.count += 1;
			this.#strike();
			this.#next();
		});
	}

	#strike(): void {
		const world = this.#world;
		const chance = this.#chance;
		const what = chance.between(1, 100);
		if (what <= 16) world.killGateway({ power: world.durability === 'disk' && chance.hits(0.6), afterCalls: chance.between(0, 60) });
		else if (what <= 32) world.takeOver();
		else if (what <= 44) this.#killTerminal();
		else if (what <= 50) world.clientProcesses[chance.between(0, world.clientProcesses.length - 1)]?.killAfter(chance.between(1, 10));
		else if (what <= 92) this.#strikeLine(chance.pick(world.net.lines));
		else if (what <= 96) this.#setClock();
		else this.#fillDisk();
	}

	#strikeLine(line: SimLine | undefined): void {
		const { net } = this.#world;
		const what = this.#chance.between(1, 3);
		if (line === undefined || !line.isOpen) return;
		if (what === 1) net.cut(line);
		else if (what === 2) net.halfOpen(line);
		else net.stall(line, this.#chance.between(200, 9_000));
	}

	/** With or without what it has already handed to the broker. */
	#killTerminal(): void {
		const process = this.#chance.pick([...this.#world.venues.values()])?.process;
		if (process === undefined) return;
		if (this.#chance.hits(0.7)) return process.killAfter(this.#chance.between(1, 40));
		if (this.#chance.hits(0.5)) process.finishWaiting();
		process.kill();
	}

	#setClock(): void {
		const process = this.#world.gateway?.process;
		if (process !== undefined) process.skewMs += this.#chance.between(-4_000, 4_000);
	}

	#fillDisk(): void {
		const journal = this.#world.gateway?.journal;
		if (journal === undefined) return;
		journal.trouble = 'no room for another segment';
		this.#world.schedule.in(this.#chance.between(1_000, 20_000), () => {
			journal.trouble = '';
		});
	}
}
