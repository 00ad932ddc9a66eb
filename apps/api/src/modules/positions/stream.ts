import type { Position } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import { intId } from '../../graphql/ids.ts';
import { closable } from '../../streams/closable.ts';
import { guardSlow } from '../../streams/stall.ts';
import { pause, Wake } from '../../streams/wake.ts';
import { eventsChannel, quotesChannel } from '../quotes/keys.ts';
import { quoteBook } from '../quotes/service.ts';
import { type WireQuote, wireEvent, wireQuotes } from '../quotes/wire.ts';
import { ToldPositions } from './news.ts';
import { positionModel } from './service.ts';
import type { PositionNews } from './types.ts';

/** P&L at most 4 times a second and subscriber. */
const intervalMs = 250;
/** A lost wake-up delays a change by at most so long. */
const lookAnywayMs = 2_000;

const keyOf = (row: Pick<Position, 'accountId' | 'positionTicket'>): string => `${row.accountId}-${row.positionTicket.toFixed(0)}`;
/** All open positions at first, then what changed by the venue's deals (quantity 0: closed) or by a quote. Rows are read again only after a wake-up. */
export function positionStream(context: ApiContext, accountGlobalId: string | null | undefined): AsyncIterableIterator<PositionNews[]> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const accountId = accountGlobalId == null ? undefined : (intId('Account', accountGlobalId) ?? 0);
	const where = accountId === undefined ? {} : { accountId };
	const source = closable(async function* (signal) {
		const wake = new Wake();
		const book = new Map<number, WireQuote>();
		const rows = new Map<string, Position>();
		const told = new ToldPositions();
		let rowsAreOld = true;
		let bookIsOld = true;
		const stopQuotes = await app.hub.listen(quotesChannel(tenantId), {
			shape: wireQuotes,
			listener: (quotes) => {
				if (quotes === null) bookIsOld = true;
				else for (const quote of quotes) book.set(quote.instrumentId, quote);
				if (quotes === null || rows.size > 0) wake.notify();
			},
		});
		let stopEvents: () => void = () => undefined;

		/** Open positions, and those that were open here and are closed now. */
		async function readRows(): Promise<void> {
			rowsAreOld = false;
			const db = app.db.forTenant(tenantId);
			const open = await db.position.findMany({
				where: { ...where, qty: { gt: 0n } },
				orderBy: [{ openedAt: 'asc' }, { accountId: 'asc' }, { positionTicket: 'asc' }],
			});
			const stillOpen = new Set(open.map(keyOf));
			const gone = [...rows.values()].filter((row) => !stillOpen.has(keyOf(row)));
			const closed =
				gone.length === 0
					? []
					: await db.position.findMany({
							where: { OR: gone.map(({ accountId: account, positionTicket }) => ({ accountId: account, positionTicket })) },
						});
			rows.clear();
			for (const row of [...open, ...closed]) rows.set(keyOf(row), row);
		}

		async function changes(): Promise<PositionNews[]> {
			if (bookIsOld) {
				bookIsOld = false;
				for (const [id, quote] of await quoteBook(app, tenantId)) if (quote.atMs >= (book.get(id)?.atMs ?? 0)) book.set(id, quote);
			}
			if (rowsAreOld) await readRows();
			const directory = await app.directory.of(tenantId);
			const news: PositionNews[] = [];
			for (const [key, row] of rows) {
				const model = positionModel(row, { directory, book });
				const one = model && told.news(key, model);
				if (one) news.push(one);
				if (row.qty === 0n) {
					rows.delete(key);
					told.forget(key);
				}
			}
			return news;
		}

		try {
			stopEvents = await app.hub.listen(eventsChannel(tenantId), {
				shape: wireEvent,
				listener: (event) => {
					if (event !== null && accountId !== undefined && event.accountId !== accountId) return;
					rowsAreOld = true;
					wake.notify();
				},
			});
			yield await changes();
			let readAt = performance.now();
			while (!signal.aborted) {
				await pause(intervalMs, signal);
				await wake.wait(signal, lookAnywayMs);
				if (signal.aborted) return;
				if (performance.now() - readAt > lookAnywayMs) rowsAreOld = true;
				if (rowsAreOld) readAt = performance.now();
				const news = await changes();
				if (news.length > 0) yield news;
			}
		} finally {
			stopQuotes();
			stopEvents();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}
