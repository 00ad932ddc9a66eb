import type { Db, DealRow, StateRow } from '@meridian/db';
import type { TenantDirectory } from '../../directory.ts';
import { executionFromRow } from '../executions/service.ts';
import { orderFromEvent } from './model.ts';
import type { OrderEvent } from './subscriptions.ts';

const pageRows = 200;
/** The greatest there can be. */
const lastSeq = 2n ** 63n - 1n;

/** The sequence of an account's newest event; 0n where it has none. */
export async function newestSeq(db: Db, input: { readonly tenantId: number; readonly accountId: number }): Promise<bigint> {
	const own = db.forTenant(input.tenantId);
	const query = { where: { accountId: input.accountId }, orderBy: { accountSeq: 'desc' }, select: { accountSeq: true } } as const;
	const [order, execution] = await Promise.all([own.orderEvent.findFirst(query), own.execution.findFirst(query)]);
	const [a, b] = [order?.accountSeq ?? 0n, execution?.accountSeq ?? 0n];
	return a > b ? a : b;
}

type Asked = { readonly tenantId: number; readonly accountId: number; readonly after: bigint; readonly directory: TenantDirectory };
export type EventPage = { readonly events: readonly OrderEvent[]; readonly last: bigint; readonly more: boolean };

/**
 * Events of an account after one sequence up to another, in its order: every state of every order, and every deal. All of them must be committed, as a
 * wake-up says: then it does not matter when they are read, and what several accounts of a tenant are asked for in the same turn is read together.
 */
export function eventsUpTo(db: Db, input: Asked & { readonly upTo: bigint }): Promise<EventPage> {
	// Too long for one page, as after a pause.
	if (input.upTo - input.after > BigInt(pageRows)) return eventsAfter(db, input);
	const reads = readsOf(db);
	const key = `${input.tenantId} ${input.accountId} ${input.after} ${input.upTo}`;
	const known = reads.pages.get(key);
	if (known !== undefined) return known;
	const batch = reads.batches.get(input.tenantId) ?? startBatch(db, input);
	const range = { accountId: input.accountId, after: input.after, upTo: input.upTo };
	batch.ranges.push(range);
	if (batch.ranges.length >= accountsAtOnce) reads.batches.delete(input.tenantId);
	const page = batch.events.then((events) => {
		reads.pages.delete(key);
		const own = (events.get(range.accountId) ?? []).filter(({ seq }) => seq > range.after && seq <= range.upTo);
		// Not `upTo`: what was not found is not believed to be told.
		return { events: own, last: own.at(-1)?.seq ?? range.after, more: false };
	});
	page.catch(() => reads.pages.delete(key));
	reads.pages.set(key, page);
	return page;
}

/**
 * A page of an account's events after a sequence, in its order. Both tables are read at one moment: else what is committed between two reads would be
 * stepped over.
 */
export function eventsAfter(db: Db, input: Asked): Promise<EventPage> {
	const { pages } = readsOf(db);
	const key = `${input.tenantId} ${input.accountId} ${input.after}`;
	const known = pages.get(key);
	if (known !== undefined) return known;
	const page = nextTurn().then(() => {
		pages.delete(key);
		return readAfter(db, input);
	});
	pages.set(key, page);
	return page;
}

/** Accounts in one statement. */
const accountsAtOnce = 50;
type Range = { readonly accountId: number; readonly after: bigint; readonly upTo: bigint };
type Batch = { readonly ranges: Range[]; readonly events: Promise<ReadonlyMap<number, readonly OrderEvent[]>> };
/**
 * Pages that are about to be read: those whom one wake-up woke read once. A read that has begun is shared with nobody, since it may have begun before
 * what woke the next was committed; but one up to a sequence that is committed is the same whenever it is read.
 */
type Reads = { readonly pages: Map<string, Promise<EventPage>>; readonly batches: Map<number, Batch> };
const readsByDb = new WeakMap<Db, Reads>();
function readsOf(db: Db): Reads {
	const reads = readsByDb.get(db) ?? { pages: new Map(), batches: new Map() };
	readsByDb.set(db, reads);
	return reads;
}
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function startBatch(db: Db, { tenantId, directory }: Asked): Batch {
	const { batches } = readsOf(db);
	const ranges: Range[] = [];
	const batch: Batch = {
		ranges,
		events: nextTurn().then(() => {
			if (batches.get(tenantId) === batch) batches.delete(tenantId);
			return readRanges(db, { tenantId, ranges, directory });
		}),
	};
	batches.set(tenantId, batch);
	return batch;
}

async function readRanges(
	db: Db,
	{ tenantId, ranges, directory }: { readonly tenantId: number; readonly ranges: readonly Range[]; readonly directory: TenantDirectory },
): Promise<ReadonlyMap<number, readonly OrderEvent[]>> {
	// Not cut: a range is no longer than a page.
	const { states, deals } = await db.forTenant(tenantId).eventRows({ ranges, most: pageRows });
	const byAccount = new Map<number, OrderEvent[]>();
	const note = (accountId: number, event: OrderEvent): void => {
		const events = byAccount.get(accountId);
		if (events === undefined) byAccount.set(accountId, [event]);
		else events.push(event);
	};
	for (const row of states) note(row.accountId, orderChanged(row, directory));
	for (const row of deals) note(row.accountId, executionBooked(row, directory));
	for (const events of byAccount.values()) events.sort(bySeq);
	return byAccount;
}

async function readAfter(db: Db, input: Asked): Promise<EventPage> {
	const { accountId, after, directory } = input;
	const { states, deals } = await db.forTenant(input.tenantId).eventRows({ ranges: [{ accountId, after, upTo: lastSeq }], most: pageRows });
	// A full page says nothing about what comes after its last row.
	const ends = [states, deals].flatMap((rows) => (rows.length === pageRows ? [lastOf(rows)] : []));
	const end = ends.length === 0 ? null : ends.reduce((a, b) => (a < b ? a : b));
	const events: OrderEvent[] = [
		...states.map((row) => orderChanged(row, directory)),
		...deals.map((row) => executionBooked(row, directory)),
	]
		.filter((event) => end === null || event.seq <= end)
		.toSorted(bySeq);
	return { events, last: events.at(-1)?.seq ?? after, more: end !== null };
}

const lastOf = (rows: readonly { readonly accountSeq: bigint }[]): bigint =>
	rows.reduce((last, { accountSeq }) => (accountSeq > last ? accountSeq : last), 0n);
const bySeq = (a: OrderEvent, b: OrderEvent): number => (a.seq < b.seq ? -1 : a.seq > b.seq ? 1 : 0);

const orderChanged = (row: StateRow, directory: TenantDirectory): OrderEvent => ({
	__typename: 'OrderChanged',
	seq: row.accountSeq,
	order: orderFromEvent(row, directory),
});
const executionBooked = (row: DealRow, directory: TenantDirectory): OrderEvent => ({
	__typename: 'ExecutionBooked',
	seq: row.accountSeq,
	execution: executionFromRow(row, directory),
});
