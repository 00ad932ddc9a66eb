import { type ApiContext, viewerOf } from '../../context.ts';
import { intId } from '../../graphql/ids.ts';
import { closable } from '../../streams/closable.ts';
import { guardSlow } from '../../streams/stall.ts';
import { Wake } from '../../streams/wake.ts';
import { eventsChannel } from '../quotes/keys.ts';
import { wireEvent } from '../quotes/wire.ts';
import { breakFromRow } from './service.ts';
import type { BreakModel } from './types.ts';

/** A lost wake-up delays a break by at most so long. */
const lookAnywayMs = 2_000;
const keyOf = ({ accountId, seq }: BreakModel): string => `${accountId}-${seq}`;

/** Open breaks at first, then what is told or resolved. Truth is the database: a wake-up only says when to look. */
export function breakStream(context: ApiContext, accountGlobalId: string | null | undefined): AsyncIterableIterator<BreakModel[]> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const accountId = accountGlobalId == null ? undefined : (intId('Account', accountGlobalId) ?? 0);
	const where = accountId === undefined ? {} : { accountId };
	const source = closable(async function* (signal) {
		const wake = new Wake();
		const open = new Map<string, BreakModel>();

		async function news(): Promise<BreakModel[]> {
			const db = app.db.forTenant(tenantId);
			const rows = (await db.break.findMany({ where: { ...where, resolvedAt: null }, orderBy: { at: 'asc' } })).map(breakFromRow);
			const still = new Set(rows.map(keyOf));
			const ended = [...open.values()].filter((row) => !still.has(keyOf(row)));
			const told = rows.filter((row) => !open.has(keyOf(row)));
			const resolved =
				ended.length === 0
					? []
					: await db.break.findMany({
							where: { OR: ended.map(({ accountId: account, seq }) => ({ accountId: account, accountSeq: seq })) },
						});
			for (const row of ended) open.delete(keyOf(row));
			for (const row of told) open.set(keyOf(row), row);
			return [...told, ...resolved.map(breakFromRow)];
		}

		const stop = await app.hub.listen(eventsChannel(tenantId), {
			shape: wireEvent,
			listener: (event) => {
				if (event === null || accountId === undefined || event.accountId === accountId) wake.notify();
			},
		});
		try {
			yield await news();
			while (!signal.aborted) {
				await wake.wait(signal, lookAnywayMs);
				if (signal.aborted) return;
				const batch = await news();
				if (batch.length > 0) yield batch;
			}
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}
