import { cpSync } from 'node:fs';
import { newMemory, replay } from '../engine/memory.ts';
import type { Durability } from '../engine/messages.ts';
import { readJournal } from '../journal/read.ts';
import { BrokerBooks } from './books.ts';
import type { Violation } from './checker.ts';
import { Faults } from './faults.ts';
import type { Mutation } from './mutation.ts';
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
}

/** Nothing is on its way any more: both sides' books are the same, and what is not known was received and left no trace. */
function checkSettled({ checker, venues, gateway }: World): void {
	const state = gateway?.memory.engine.memory();
	for (const [key, venue] of venues) {
		const [tenantId, accountId] = key.split(':').map(Number);
		const account = state?.tenants.get(tenantId ?? 0)?.accounts.get(accountId ?? 0);
		const where = `account ${key} at the end`;
		checker.expect('all settles', { is: account?.reconciled, should: true, where: `${where}, reconciled` });
		checker.expect('all settles', { is: account?.dealCount, should: venue.deals.length, where: `${where}, deals` });
		checker.expect('all settles', { is: account?.money.balanceMinor, should: venue.books?.balanceMinor, where: `${where}, balance` });
		const books = new BrokerBooks(venue);
		books.advance(venue.deals.length);
		checker.expect('all settles', { is: account?.positions.size, should: books.positions.size, where: `${where}, positions` });
		const working = new Set((venue.books?.orders ?? []).map(({ magic }) => Number(magic)));
		for (const orderId of account?.open ?? []) {
			const order = checker.ledger.orders.get(orderId);
			if (order?.life === 'ACCEPTED')
				checker.expect('all settles', { is: working.delete(orderId), should: true, where: `order ${orderId} works at the broker` });
			else {
				checker.expect('all settles', { is: order?.life, should: 'UNKNOWN', where: `order ${orderId}` });
				const received = venue.hasReceived(checker.ledger.entered.get(orderId));
				const traced = working.has(orderId) || venue.deals.some(({ magic }) => magic === BigInt(orderId));
				checker.expect('all settles', { is: received && !traced, should: true, where: `order ${orderId} received without a trace` });
			}
		}
		checker.expect('all settles', { is: working.size, should: 0, where: `${where}, orders at the broker that we do not have` });
	}
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
