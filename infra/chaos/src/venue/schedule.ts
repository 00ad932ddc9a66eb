import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Mutation } from '@meridian/execution-gateway/testing';
import { Trouble, type TroubleKind } from './trouble.ts';
import { accountOf, differencesOf, doubledAt } from './verdict.ts';
import { VenueWorld } from './world.ts';

export type ScheduleResult = {
	readonly seed: number;
	/** What must never be; empty where all is well. */
	readonly faults: readonly string[];
	/** Whole pictures after the last trouble until both sides agreed; 3: they did not, and a typed break says so. */
	readonly passes: number;
	/** Differences that a typed break tells of. */
	readonly told: readonly string[];
	readonly orders: number;
	readonly frames: number;
	readonly deals: number;
	readonly restarts: number;
	readonly troubles: Readonly<Partial<Record<TroubleKind, number>>>;
	/** Open breaks at the end, by code. */
	readonly breaks: Readonly<Record<string, number>>;
};

/** Trading with trouble, then time to settle: longer than every time-out, retry and back-off. */
const tradingMs = 14_000;
const settleMs = 14_000;
export const maxPasses = 2;
/** Breaks that say that two books differ; the others are news. */
const differing: ReadonlySet<string> = new Set(['POSITION_MISMATCH', 'BALANCE_MISMATCH', 'STATE_MISMATCH', 'CONTRADICTION', 'OVERFILL']);

/** One seeded schedule from beginning to end. The same seed does the same again. @param input.keep leaves its files behind where it had a fault */
export function runSchedule(input: {
	readonly seed: number;
	readonly binary: string;
	readonly keep?: string;
	readonly mutation?: Mutation;
}): ScheduleResult {
	const { seed, binary } = input;
	const dir = input.keep ?? mkdtempSync(join(tmpdir(), 'meridian-venue-'));
	const world = new VenueWorld({ seed, dir, binary, ...(input.mutation === undefined ? {} : { mutation: input.mutation }) });
	const trouble = new Trouble(world, { untilMs: tradingMs, times: world.chance.between(2, 8) });
	const { schedule, net } = world;
	const runUntil = (untilMs: number): void => {
		while (schedule.step(untilMs));
	};
	let faults: string[] = [];
	let passes = 0;
	let differ: readonly string[] = [];
	try {
		world.begin();
		runUntil(tradingMs);
		trouble.isOver = true;
		settleDown(world);
		for (passes = 1; passes <= maxPasses; passes++) {
			for (const line of net.lines) if (line.kind === 'terminal') net.cut(line);
			runUntil(schedule.nowMs + settleMs);
			differ = differences(world);
			if (differ.length === 0) break;
		}
		const untold = untoldOf(world, differ);
		faults = [...world.witness.faults, ...[...world.venues.values()].flatMap(doubledAt), ...untold];
		differ = differ.filter((text) => !untold.includes(text));
	} catch (error) {
		faults = [error instanceof Error ? (error.stack ?? error.message) : String(error)];
	} finally {
		world.end();
	}
	const result = resultOf(world, { seed, faults, passes, told: differ, troubles: trouble.counts });
	if (input.keep === undefined) rmSync(dir, { recursive: true, force: true });
	return result;
}

/** Nothing goes wrong any more, and nobody wants anything. */
function settleDown(world: VenueWorld): void {
	world.isMarketOpen = false;
	world.liberties.probability = 0;
	world.net.latencyMaxMs = 5;
	if (world.client !== undefined) world.client.isResting = true;
	for (const venue of world.venues.values()) {
		venue.ask('server on');
		venue.ask('algo on');
	}
}

function differences(world: VenueWorld): readonly string[] {
	const { memory, witness } = world;
	if (memory === undefined) return ['the gateway is down'];
	return [...world.venues.values()].flatMap((venue) => differencesOf({ memory, venue, witness }));
}

/** Differences of accounts that no typed break tells of. */
function untoldOf(world: VenueWorld, differ: readonly string[]): readonly string[] {
	const { memory } = world;
	const told = new Set<number>();
	for (const venue of world.venues.values()) {
		const account = memory === undefined ? undefined : accountOf(memory, venue);
		for (const { code } of account?.breaks.values() ?? []) if (differing.has(code)) told.add(venue.account.accountId);
	}
	return differ.filter((text) => ![...told].some((accountId) => text.startsWith(`account ${accountId}:`)));
}

function resultOf(world: VenueWorld, input: Pick<ScheduleResult, 'seed' | 'faults' | 'passes' | 'told' | 'troubles'>): ScheduleResult {
	const { memory, witness } = world;
	const breaks: Record<string, number> = {};
	let deals = 0;
	for (const tenant of memory?.tenants.values() ?? [])
		for (const account of tenant.accounts.values()) {
			deals += account.dealCount;
			for (const { code } of account.breaks.values()) breaks[code] = (breaks[code] ?? 0) + 1;
		}
	return { ...input, orders: memory?.orders.count ?? 0, frames: witness.frames, deals, restarts: world.restarts, breaks };
}
