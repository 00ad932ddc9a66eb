import type { Db } from '@meridian/db';
import type { TenantDirectory } from '../../directory.ts';
import { executionFromRow } from '../executions/service.ts';
import { orderFromEvent } from './model.ts';
import type { OrderEvent } from './subscriptions.ts';

const pageRows = 200;

/** The sequence of an account's newest event; 0n where it has none. */
export async function newestSeq(db: Db, input: { readonly tenantId: number; readonly accountId: number }): Promise<bigint> {
	const own = db.forTenant(input.tenantId);
	const query = { where: { accountId: input.accountId }, orderBy: { accountSeq: 'desc' }, select: { accountSeq: true } } as const;
	const [order, execution] = await Promise.all([own.orderEvent.findFirst(query), own.execution.findFirst(query)]);
	const [a, b] = [order?.accountSeq ?? 0n, execution?.accountSeq ?? 0n];
	return a > b ? a : b;
}

/**
 * A page of an account's events after a sequence, in its order: every state of every order, and every deal. Both tables are read at one
 * moment: else what is committed between the two reads would be stepped over.
 */
export function eventsAfter(
	db: Db,
	input: { readonly tenantId: number; readonly accountId: number; readonly after: bigint; readonly directory: TenantDirectory },
): Promise<EventPage> {
	const key = `${input.tenantId} ${input.accountId} ${input.after}`;
	const about = beginning.get(db) ?? new Map<string, Promise<EventPage>>();
	beginning.set(db, about);
	const known = about.get(key);
	if (known !== undefined) return known;
	const page = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
		about.delete(key);
		return readAfter(db, input);
	});
	about.set(key, page);
	return page;
}

export type EventPage = { readonly events: readonly OrderEvent[]; readonly last: bigint; readonly more: boolean };
/**
 * Pages that are about to be read: those whom one wake-up woke read once. A read that has begun is shared with nobody, since it may have begun before
 * what woke the next was committed.
 */
const beginning = new WeakMap<Db, Map<string, Promise<EventPage>>>();

async function readAfter(
	db: Db,
	input: { readonly tenantId: number; readonly accountId: number; readonly after: bigint; readonly directory: TenantDirectory },
): Promise<EventPage> {
	const { accountId, after, directory } = input;
	const query = { where: { accountId, accountSeq: { gt: after } }, orderBy: { accountSeq: 'asc' }, take: pageRows } as const;
	const [orders, executions] = await db
		.forTenant(input.tenantId)
		.$transaction(
			async (tx) => [await tx.orderEvent.findMany({ ...query, include: { order: true } }), await tx.execution.findMany(query)] as const,
			{
				isolationLevel: 'RepeatableRead',
			},
		);
	// A full page says nothing about what comes after its last row.
	const ends = [orders, executions].flatMap((rows) => (rows.length === pageRows ? (rows.at(-1)?.accountSeq ?? []) : []));
	const end = ends.length === 0 ? null : ends.reduce((a, b) => (a < b ? a : b));
	const events: OrderEvent[] = [
		...orders.map((row) => ({ __typename: 'OrderChanged' as const, seq: row.accountSeq, order: orderFromEvent(row, directory) })),
		...executions.map((row) => ({
			__typename: 'ExecutionBooked' as const,
			seq: row.accountSeq,
			execution: executionFromRow(row, directory),
		})),
	]
		.filter((event) => end === null || event.seq <= end)
		.toSorted((a, b) => (a.seq < b.seq ? -1 : a.seq > b.seq ? 1 : 0));
	return { events, last: events.at(-1)?.seq ?? after, more: end !== null };
}
