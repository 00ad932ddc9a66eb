import { z } from 'zod';

/** A quote as the gateway publishes it: prices at the instrument's priceDigits, times in ms since 1970 UTC. */
export const wireQuote = z.object({
	instrumentId: z.int().positive(),
	bid: z.int(),
	ask: z.int(),
	atMs: z.number(),
	venueAtMs: z.number(),
});
export type WireQuote = z.infer<typeof wireQuote>;
export const wireQuotes = z.array(wireQuote);

/** The newest quote of each instrument, by instrument id. */
export type QuoteBook = ReadonlyMap<number, WireQuote>;

/** One wake-up: the rows of that account up to that sequence are committed. */
export const wireEvent = z.object({ accountId: z.int().positive(), accountSeq: z.coerce.bigint(), journalSeq: z.coerce.bigint() });

/** Likewise, of the kill switch in any place of the tenant; it also comes when a configuration, and so other limits, came into force. */
export const wireSwitch = z.object({ journalSeq: z.coerce.bigint() });
