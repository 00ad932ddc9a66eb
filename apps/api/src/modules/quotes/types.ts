import { formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { type InstrumentModel, instrumentRef } from '../instruments/types.ts';

export type QuoteModel = {
	readonly instrument: InstrumentModel;
	/** At the instrument's priceDigits. */
	readonly bid: number;
	readonly ask: number;
	/** When the gateway received it, and the broker's own time; ms since 1970 UTC. */
	readonly atMs: number;
	readonly venueAtMs: number;
};

/** A quote older than this by the gateway's receive time is shown as stale. */
export const staleAfterMs = 10_000;

export const quoteRef = builder.objectRef<QuoteModel>('Quote').implement({
	fields: (t) => ({
		instrument: t.expose('instrument', { type: instrumentRef }),
		bid: t.field({ type: 'Decimal', resolve: (quote) => formatScaled(quote.bid, quote.instrument.priceDigits) }),
		ask: t.field({ type: 'Decimal', resolve: (quote) => formatScaled(quote.ask, quote.instrument.priceDigits) }),
		at: t.field({ type: 'DateTime', resolve: (quote) => new Date(quote.atMs) }),
		venueAt: t.field({ type: 'DateTime', resolve: (quote) => new Date(quote.venueAtMs) }),
		stale: t.boolean({ resolve: (quote, _args, context) => context.app.nowMs() - quote.atMs > staleAfterMs }),
	}),
});

export type TickModel = { readonly bid: string; readonly ask: string; readonly at: Date };
export const tickRef = builder.objectRef<TickModel>('Tick').implement({
	fields: (t) => ({
		bid: t.expose('bid', { type: 'Decimal' }),
		ask: t.expose('ask', { type: 'Decimal' }),
		at: t.expose('at', { type: 'DateTime' }),
	}),
});
