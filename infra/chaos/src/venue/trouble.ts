import type { Chance } from '@meridian/execution-gateway/testing';
import type { VenueTerminal } from './terminal.ts';
import type { VenueWorld } from './world.ts';

const kinds = ['cut', 'half-open', 'stall', 'gateway', 'terminal', 'ea', 'server', 'hand', 'operation', 'algo'] as const;
export type TroubleKind = (typeof kinds)[number];

/** Lets things go wrong at moments that the seed chose, until it is told to stop. */
export class Trouble {
	isOver = false;
	readonly counts: Partial<Record<TroubleKind, number>> = {};
	readonly #world: VenueWorld;
	readonly #chance: Chance;

	constructor(world: VenueWorld, count: { readonly untilMs: number; readonly times: number }) {
		this.#world = world;
		this.#chance = world.chance.fork();
		for (let i = 0; i < count.times; i++) world.schedule.in(this.#chance.between(1_500, count.untilMs), () => this.#strike());
	}

	#strike(): void {
		if (this.isOver) return;
		const kind = this.#chance.pick(kinds);
		const venue = this.#chance.pick([...this.#world.venues.values()]);
		if (kind === undefined || venue === undefined) return;
		this.counts[kind] = (this.counts[kind] ?? 0) + 1;
		this.#do(kind, venue);
	}

	#do(kind: TroubleKind, venue: VenueTerminal): void {
		const { net, gateway, schedule } = this.#world;
		const chance = this.#chance;
		const line = chance.pick(net.lines.filter((one) => one.kind === 'terminal'));
		switch (kind) {
			case 'cut':
				if (line !== undefined) net.cut(line);
				return;
			case 'half-open':
				if (line !== undefined) net.halfOpen(line);
				return;
			case 'stall':
				if (line !== undefined) net.stall(line, chance.between(200, 4_000));
				return;
			case 'gateway':
				gateway?.process.killAfter(chance.between(1, 40));
				return;
			case 'terminal':
				return venue.kill();
			case 'ea':
				venue.ask('reinit');
				return;
			case 'server':
				venue.ask('server off');
				return schedule.in(chance.between(300, 4_000), () => venue.ask('server on'));
			case 'algo':
				venue.ask('algo off');
				return schedule.in(chance.between(300, 2_000), () => venue.ask('algo on'));
			case 'hand':
				venue.ask(`hand ${chance.hits(0.5) ? 'buy' : 'sell'} EURUSD 0.${chance.between(10, 60)}`);
				return;
			case 'operation':
				venue.ask(`operation ${chance.pick(['balance', 'credit', 'charge', 'commission', 'interest'])} ${chance.between(-9_000, 90_000)}`);
				return;
		}
	}
}
