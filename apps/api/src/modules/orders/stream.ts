import { TenantRefused } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { intId } from '../../graphql/ids.ts';
import { closable } from '../../streams/closable.ts';
import { guardSlow } from '../../streams/stall.ts';
import { pause, Wake } from '../../streams/wake.ts';
import { eventsChannel } from '../quotes/keys.ts';
import { wireEvent } from '../quotes/wire.ts';
import { type EventPage, eventsAfter, eventsUpTo, newestSeq } from './events.ts';
import type { OrderEvent } from './subscriptions.ts';

/** A lost wake-up delays an event by at most so long. */
const lookAnywayMs = 2_000;

/**
 * Events of one account or of all, per account in the order of their sequence. Truth is the database: a wake-up only says where to
 * look. Nothing is queued for a slow reader, because what it has not read is still in the tables.
 */
export function orderEventStream(
	context: ApiContext,
	args: { readonly accountId?: string | null | undefined; readonly afterSeq?: bigint | null | undefined },
): AsyncIterableIterator<OrderEvent> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	if (args.afterSeq && args.accountId == null) throw apiError('INVALID_INPUT', 'afterSeq counts per account: give the accountId too.');
	const source = closable(async function* (signal) {
		const directory = await app.directory.of(tenantId);
		const accounts = args.accountId == null ? [...directory.accounts.keys()] : [intId('Account', args.accountId) ?? 0];
		if (accounts.some((id) => !directory.accounts.has(id))) throw apiError('NOT_FOUND', 'There is no such account.');
		const known = new Set(accounts);
		const last = new Map<number, bigint>();
		/** Where to look: up to which sequence all is committed, or null where that is not known. */
		const dirty = new Map<number, bigint | null>(accounts.map((id) => [id, null]));
		const wake = new Wake();
		let failures = 0;
		const stop = await app.hub.listen(eventsChannel(tenantId), {
			shape: wireEvent,
			listener: (event) => {
				if (event === null) for (const id of accounts) dirty.set(id, null);
				else if (known.has(event.accountId) && dirty.get(event.accountId) !== null) dirty.set(event.accountId, event.accountSeq);
				if (dirty.size > 0) wake.notify();
			},
		});
		try {
			// After the subscription: what is committed from here on wakes us.
			for (const id of accounts) last.set(id, args.afterSeq ?? (await newestSeq(app.db, { tenantId, accountId: id })));
			while (!signal.aborted) {
				// What is committed is read together; a page of what is not known alone.
				const looked = nextLooks(dirty, last);
				let pages: (EventPage & { readonly accountId: number })[];
				try {
					const directoryNow = await app.directory.of(tenantId);
					const page = (accountId: number, upTo: bigint | null) => {
						const asked = { tenantId, accountId, after: last.get(accountId) ?? 0n, directory: directoryNow };
						return upTo === null ? eventsAfter(app.db, asked) : eventsUpTo(app.db, { ...asked, upTo });
					};
					pages = await Promise.all(looked.map(async ([accountId, upTo]) => ({ accountId, ...(await page(accountId, upTo)) })));
				} catch (error) {
					// Nothing is lost: what could not be read is still there, and is asked for again.
					failures += 1;
					if (error instanceof TenantRefused || failures >= mostFailures) throw error;
					context.log.warn({ err: error }, 'order events could not be read; they are read again');
					for (const [accountId] of looked) dirty.set(accountId, null);
					await pause(lookAnywayMs, signal);
					continue;
				}
				failures = 0;
				for (const { accountId, more, events, last: lastSeq } of pages) {
					if (more) dirty.set(accountId, null);
					for (const event of events) {
						if (signal.aborted) return;
						yield event;
					}
					last.set(accountId, lastSeq);
				}
				if (dirty.size > 0) continue;
				await wake.wait(signal, lookAnywayMs);
				if (dirty.size === 0) for (const id of accounts) dirty.set(id, null);
			}
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}

/** In a row, some half a minute of them: the database is not only away for a moment, or a row can't be read. */
const mostFailures = 15;
/** Accounts that are looked at together. */
const looksAtOnce = 50;

/** Takes from `dirty` what is looked at next, without what is told already. */
function nextLooks(dirty: Map<number, bigint | null>, last: ReadonlyMap<number, bigint>): [number, bigint | null][] {
	const looks: [number, bigint | null][] = [];
	for (const [accountId, upTo] of dirty) {
		if (looks.length > 0 && (upTo === null || looks.length >= looksAtOnce)) break;
		dirty.delete(accountId);
		if (upTo !== null && upTo <= (last.get(accountId) ?? 0n)) continue;
		looks.push([accountId, upTo]);
		if (upTo === null) break;
	}
	return looks;
}
