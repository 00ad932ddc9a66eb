import { type ApiContext, viewerOf } from '../../context.ts';
import { closable } from '../../streams/closable.ts';
import { Latest } from '../../streams/conflate.ts';
import { guardSlow } from '../../streams/stall.ts';
import { quotesChannel } from './keys.ts';
import { quoteBook, quoteModel, wantedInstruments } from './service.ts';
import type { QuoteModel } from './types.ts';
import { type WireQuote, wireQuotes } from './wire.ts';

const intervalsMs = { min: 100, max: 60_000 } as const;

/** First the last values, then what changed, latest per instrument. Bounded by the number of instruments, however slow the reader. */
export function quoteStream(
	context: ApiContext,
	input: { readonly globalIds: readonly string[] | null | undefined; readonly everyMs: number },
): AsyncIterableIterator<QuoteModel[]> {
	const { globalIds } = input;
	const intervalMs = Math.min(Math.max(input.everyMs, intervalsMs.min), intervalsMs.max);
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const wanted = wantedInstruments(globalIds);
	const latest = new Latest<number, WireQuote>();
	const newest = new Map<number, number>();
	const take = (quotes: Iterable<WireQuote>) => {
		for (const quote of quotes) {
			if (wanted !== null && !wanted.has(quote.instrumentId)) continue;
			// A stored value read after a published one may be older.
			if (quote.atMs < (newest.get(quote.instrumentId) ?? 0)) continue;
			newest.set(quote.instrumentId, quote.atMs);
			latest.set(quote.instrumentId, quote);
		}
	};
	const reload = async () => take((await quoteBook(app, tenantId)).values());
	const source = closable(async function* (signal) {
		const stop = await app.hub.listen(quotesChannel(tenantId), {
			shape: wireQuotes,
			listener: (quotes) => {
				if (quotes) take(quotes);
				else reload().catch((error: unknown) => context.log.error({ err: error }, 'last quotes could not be read again'));
			},
		});
		try {
			await reload();
			for await (const batch of latest.batches(signal, intervalMs)) {
				const directory = await app.directory.of(tenantId);
				yield batch.flatMap((quote) => quoteModel(directory, quote) ?? []);
			}
		} finally {
			stop();
		}
	});
	return guardSlow(source, context.closeSlowConsumer);
}
