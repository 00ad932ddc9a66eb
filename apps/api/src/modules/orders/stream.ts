import { type ApiContext, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { intId } from '../../graphql/ids.ts';
import { closable } from '../../streams/closable.ts';
import { guardSlow } from '../../streams/stall.ts';
import { Wake } from '../../streams/wake.ts';
import { eventsChannel } from '../quotes/keys.ts';
import { wireEvent } from '../quotes/wire.ts';
import { eventsAfter, newestSeq } from './events.ts';
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
		const last = new Map<number, bigint>();
		const dirty = new Set<number>(accounts);
		const wake = new Wake();
		const stop = await app.hub.listen(eventsChannel(tenantId), {
			shape: wireEvent,
			listener: (event) => {
				if (event === null) for (const id of accounts) dirty.add(id);
				else if (accounts.includes(event.accountId)) dirty.add(event.accountId);
				if (dirty.size > 0) wake.notify();
			},
		});
		try {
			// After the subscription: what is committed from here on wakes us.
			for (const id of accounts) last.set(id, args.afterSeq ?? (await newestSeq(app.db, { tenantId, accountId: id })));
			while (!signal.aborted) {
				for (const accountId of [...dirty]) {
					dirty.delete(accountId);
					const page = await eventsAfter(app.db, {
						tenantId,
						accountId,
						after: last.get(accountId) ?? 0n,
						directory: await app.directory.of(tenantId),
					});
					if (page.more) dirty.add(accountId);
					for (const event of page.events) {
						if (signal.aborted) return;
						yield event;
					}
					last.set(accountId, page.last);
				}
				if (dirty.size > 0) continue;
				await wake.wait(signal, lookAnywayMs);
				if (dirty.size === 0) for (const id of accounts) dirty.add(id);
			}
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}
