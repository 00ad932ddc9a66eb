import { type Failpoint, failpoints } from '@meridian/execution-gateway/testing';
import { type Random, seeded } from './random.ts';

/** When the engine dies: at a named failpoint, after so many answers to the load, soon after it is ready, or while it starts. */
export type Kill =
	| { readonly at: 'failpoint'; readonly point: Failpoint; readonly count: number }
	| { readonly at: 'load'; readonly afterReplies: number; readonly delayMs: number }
	| { readonly at: 'ready'; readonly delayMs: number }
	| { readonly at: 'start'; readonly delayMs: number };

/**
 * What befalls one account's terminal or line meanwhile. `terminalKilled`: it dies with the engine and is started at once;
 * `terminalLate`: it dies with the engine and comes back after it; the others are the broker line's.
 */
export const disturbances = ['none', 'terminalKilled', 'terminalLate', 'lineCut', 'cutAfterOrder', 'cutBeforeOrder'] as const;
export type Disturbance = (typeof disturbances)[number];

export type RoundPlan = { readonly kill: Kill; readonly disturbances: readonly Disturbance[] };
/** `engine`: the engine thread alone. `gateway`: the whole process, with projector, PostgreSQL and Redis. */
export type WorldKind = 'engine' | 'gateway';
export type WorldPlan = {
	readonly seed: number;
	readonly world: number;
	readonly kind: WorldKind;
	readonly durability: 'process' | 'disk';
	readonly brokerDelayMs: number;
	/** Whether the terminals tell transactions in any order. */
	readonly shuffle: boolean;
	readonly segmentBytes: number;
	readonly rounds: readonly RoundPlan[];
};

/** Odd, so that these take turns in durability as well. */
const gatewayEvery = 9;

/** A world is a function of the campaign's seed and its number: which processes, and how each of its engines dies. */
export function planWorld(input: {
	readonly seed: number;
	readonly world: number;
	readonly kills: number;
	readonly accounts: number;
	readonly kind?: WorldKind;
}): WorldPlan {
	const { seed, world, kills, accounts } = input;
	const random = seeded(seed, world);
	const kind = input.kind ?? (world % gatewayEvery === gatewayEvery - 1 ? 'gateway' : 'engine');
	return {
		...{ seed, world, kind },
		durability: world % 2 === 0 ? 'process' : 'disk',
		brokerDelayMs: random.pick([0, 2, 10, 30]) ?? 0,
		segmentBytes: random.pick([16 * 1024, 64 * 1024]) ?? 0,
		shuffle: seeded(seed, world, 3).chance(50),
		rounds: Array.from({ length: kills }, () => ({
			kill: planKill(random, kind),
			disturbances: Array.from({ length: accounts }, () => planDisturbance(random)),
		})),
	};
}

function planKill(random: Random, kind: WorldKind): Kill {
	const draw = random.below(100);
	if (draw < 50) {
		const points = failpoints.filter((point) => kind === 'gateway' || point !== 'insideProjection');
		const point = random.pick(points) ?? 'afterAppend';
		const passes = random.below(25);
		// One projection takes along what many orders left.
		return { at: 'failpoint', point, count: 1 + (point === 'insideProjection' ? passes % 3 : passes) };
	}
	if (draw < 80) return { at: 'load', afterReplies: random.below(60), delayMs: random.below(20) };
	if (draw < 90) return { at: 'ready', delayMs: random.below(600) };
	return { at: 'start', delayMs: random.below(800) };
}

function planDisturbance(random: Random): Disturbance {
	return random.chance(70) ? 'none' : (random.pick(disturbances.slice(1)) ?? 'none');
}

export const nameOfKill = (kill: Kill): string =>
	kill.at === 'failpoint' ? `${kill.point}:${kill.count}` : `${whereOf(kill)}, ${kill.delayMs} ms`;

/** Where a kill falls that no failpoint did. A failpoint that was not reached is a kill under load like any other. */
export function whereOf({ at }: Kill): string {
	return at === 'start' ? 'while starting' : at === 'ready' ? 'while reconciling' : 'under load';
}
