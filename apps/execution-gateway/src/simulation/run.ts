import { cpSync } from 'node:fs';
import { newMemory, replay } from '../engine/memory.ts';
import type { Durability } from '../engine/messages.ts';
import { readJournal } from '../journal/read.ts';
import type { Violation } from './checker.ts';
import { Faults } from './faults.ts';
import type { Mutation } from './mutation.ts';
import { checkSettled } from './settled.ts';
import { World } from './world.ts';

export type SimResult = {
	readonly seed: number;
	readonly durability: Durability;
	readonly violation: Violation | undefined;
	/** Of every byte on every wire, in order, with the time: the same for the same seed. */
	readonly traceHash: string;
	readonly records: number;
	readonly orders: number;
	readonly sent: number;
	readonly deals: number;
	readonly faults: number;
	readonly restarts: number;
	readonly checks: number;
	/** Orders by their life at the end. */
	readonly lives: Readonly<Record<string, number>>;
	readonly breaks: Readonly<Record<string, number>>;
};
export type SimInput = {
	readonly seed: number;
	readonly hours: number;
	readonly mutation?: Mutation;
	/** Where the journal is kept when the run holds; it must not exist. */
	readonly keepIn?: string;
};

/** How long everything has to settle once nothing goes wrong any more: longer than every time-out and retry, and a reconciliation. */
const settleMs = 40_000;

/** One simulated run from its seed, with every invariant checked after every step; it ends at the first that does not hold. */
export function simulate({ seed, hours, mutation = {}, keepIn }: SimInput): SimResult {
	const world = new World({ seed, mutation });
	const { checker, schedule } = world;
	const runUntil = (untilMs: number): void => {
		while (checker.violation === undefined && schedule.step(untilMs));
	};
	const faults = new Faults(world);
	try {
		world.begin();
		runUntil(hours * 3_600_000);
		faults.isOver = true;
		if (checker.violation === undefined) settle(world, runUntil);
		if (checker.violation === undefined) checkSettled(world);
		if (checker.violation === undefined) checkReplay(world);
		if (checker.violation === undefined && keepIn !== undefined)
			cpSync(world.layOut(), keepIn, { recursive: true, errorOnExist: true, force: false });
		return resultOf(world, { seed, faults: faults.count });
	} catch (error) {
		checker.fail('nothing throws', error instanceof Error ? (error.stack ?? error.message) : String(error));
		return resultOf(world, { seed, faults: faults.count });
	} finally {
		world.end();
	}
}

function resultOf(world: World, input: { readonly seed: number; readonly faults: number }): SimResult {
	const { checker, gateway } = world;
	const orders = [...checker.ledger.orders.values()];
	return {
		...{ seed: input.seed, durability: world.durability, violation: checker.violation, traceHash: world.trace.copy().digest('hex') },
		...{ records: gateway?.memory.lastSeq ?? 0, orders: orders.length, sent: world.witness.ordersSent },
		deals: [...world.venues.values()].reduce((sum, venue) => sum + venue.deals.length, 0),
		...{ faults: input.faults, restarts: world.restarts, checks: checker.checks },
		lives: count(orders.map(({ life }) => life)),
		breaks: Object.fromEntries(checker.breaks),
	};
}

function count(words: readonly string[]): Record<string, number> {
	const counts: Record<string, number> = {};
	for (const word of words.toSorted()) counts[word] = (counts[word] ?? 0) + 1;
	return counts;
}

/** Clients rest, the market stands still, and every line is opened anew: twice a complete picture, then all must be settled. */
function settle(world: World, runUntil: (untilMs: number) => void): void {
	world.isMarketOpen = false;
	world.liberties.probability = 0;
	world.net.latencyMaxMs = 5;
	for (const client of world.clients) client.isResting = true;
	for (let picture = 0; picture < 2; picture++) {
		runUntil(world.schedule.nowMs + settleMs);
		if (picture === 0) for (const line of world.net.lines) if (line.kind === 'terminal') world.net.cut(line);
	}
	// What was decided last may still be on its way to the disk.
	const isKept = () => world.gateway?.journal.keptSeq === world.gateway?.memory.lastSeq;
	for (let waitedMs = 0; waitedMs < settleMs && !isKept(); waitedMs++) runUntil(world.schedule.nowMs + 1);
}

/** The journal, read from its first record by another engine, leads to the same outputs and the same state. */
function checkReplay(world: World): void {
	const { checker, gateway } = world;
	if (gateway === undefined) return;
	const again = newMemory();
	readJournal({ dir: world.layOut(), afterSeq: 0, visit: (record) => replay(again, record) });
	const where = `record ${again.lastSeq}`;
	checker.expect('replay is the same', { is: again.lastSeq, should: gateway.journal.keptSeq, where });
	checker.expect('replay is the same', { is: again.engine.stateHash(), should: gateway.memory.engine.stateHash(), where });
}
