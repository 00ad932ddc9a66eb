import { type ApiContext, viewerOf } from '../../context.ts';
import type { TenantDirectory } from '../../directory.ts';
import { closable } from '../../streams/closable.ts';
import { guardSlow } from '../../streams/stall.ts';
import { Wake } from '../../streams/wake.ts';
import { eventsChannel, haltsChannel, quotesChannel } from './keys.ts';
import { quoteBook } from './service.ts';
import { type QuoteBook, type WireQuote, wireEvent, wireQuotes, wireSwitch } from './wire.ts';

export type Market = { readonly directory: TenantDirectory; readonly book: QuoteBook };

/**
 * What rows and quotes make together: where it stands at first, then its news, at most one in `intervalMs` however many quotes and events come. Rows are
 * read again after an event of the account (undefined: of any), and now and then; a quote alone reads nothing.
 * @param input.hearsSwitch whether rows are read after the kill switch was pressed, too: at once, whenever the last news were
 * @param input.read reads the rows anew @param input.isQuoted whether a quote can change anything
 * @param input.news what has changed since it was last asked, null: nothing; the first time all of it
 */
export function valuedStream<T>(
	context: ApiContext,
	input: {
		readonly accountId: number | undefined;
		readonly intervalMs: number;
		readonly hearsSwitch?: boolean;
		readonly read: () => Promise<void>;
		readonly isQuoted: () => boolean;
		readonly news: (market: Market, isFirst: boolean) => T | null;
	},
): AsyncIterableIterator<T> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const { accountId, hearsSwitch = false } = input;
	const { lookAnywayMs } = app;
	const source = closable(async function* (signal) {
		const wake = new Wake();
		/** What does not wait until `intervalMs` is over. */
		const urgent = new Wake();
		const book = new Map<number, WireQuote>();
		let rowsAreOld = true;
		let bookIsOld = true;
		let readAtMs = 0;
		const stopQuotes = await app.hub.listen(quotesChannel(tenantId), {
			shape: wireQuotes,
			listener: (quotes) => {
				if (quotes === null) bookIsOld = true;
				else for (const quote of quotes) book.set(quote.instrumentId, quote);
				if (quotes === null || input.isQuoted()) wake.notify();
			},
		});
		const stops = [stopQuotes];
		const rowsChanged = () => {
			rowsAreOld = true;
			wake.notify();
		};

		async function news(isFirst: boolean): Promise<T | null> {
			if (bookIsOld) {
				bookIsOld = false;
				for (const [id, quote] of await quoteBook(app, tenantId)) if (quote.atMs >= (book.get(id)?.atMs ?? 0)) book.set(id, quote);
			}
			if (rowsAreOld) {
				// What happens while they are read is read the next time.
				rowsAreOld = false;
				readAtMs = performance.now();
				await input.read();
			}
			return input.news({ directory: await app.directory.of(tenantId), book }, isFirst);
		}

		try {
			stops.push(
				await app.hub.listen(eventsChannel(tenantId), {
					shape: wireEvent,
					listener: (event) => {
						if (event === null || accountId === undefined || event.accountId === accountId) rowsChanged();
					},
				}),
			);
			const switched = () => {
				rowsChanged();
				urgent.notify();
			};
			if (hearsSwitch) stops.push(await app.hub.listen(haltsChannel(tenantId), { shape: wireSwitch, listener: switched }));
			const first = await news(true);
			if (first !== null) yield first;
			while (!signal.aborted) {
				await urgent.wait(signal, input.intervalMs);
				await wake.wait(signal, lookAnywayMs);
				if (signal.aborted) return;
				if (performance.now() - readAtMs > lookAnywayMs) rowsAreOld = true;
				const changed = await news(false);
				if (changed !== null) yield changed;
			}
		} finally {
			for (const stop of stops) stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}
