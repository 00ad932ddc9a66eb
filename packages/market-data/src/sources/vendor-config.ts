import { z } from 'zod';

/** Names of fields from the message down, as in `data.best.bid`; a number picks from a list. */
const path = z.string().regex(/^[\w$-]+(\.[\w$-]+)*$/);

/** How to speak to a vendor that sends quotes as JSON over a WebSocket. */
export const vendorConfig = z.strictObject({
	venue: z.string(),
	url: z.url({ protocol: /^wss?$/ }),
	/** Sent with the handshake, for example a key. */
	headers: z.record(z.string(), z.string()).default({}),
	/** Sent as they are, in this order, each time that the line has come up. */
	subscribe: z.array(z.unknown()).default([]),
	/** The vendor's symbols and ours. Quotes of others are counted and left. */
	symbols: z.record(z.string(), z.string()),
	/** Where in a message the quotes are: a list, or one. Without it the message itself. */
	quotes: path.optional(),
	/** Messages in which this field has another value are of another kind and are left. */
	only: z.strictObject({ path, equals: z.union([z.string(), z.number(), z.boolean()]) }).optional(),
	/** Fields of one quote. Prices may be numbers or decimal texts. */
	fields: z.strictObject({
		symbol: path,
		time: path.optional(),
		bid: path.optional(),
		ask: path.optional(),
		last: path.optional(),
		bidSize: path.optional(),
		askSize: path.optional(),
		lastSize: path.optional(),
	}),
	/** What the time is counted in since 1970; iso: a text with its offset. Where there is no time, receipt counts. */
	timeUnit: z.enum(['s', 'ms', 'us', 'ns', 'iso']).default('ms'),
	/** A line that says nothing for so long is dropped and made anew. */
	silenceMs: z.int().positive().default(30_000),
	/** Wait before a new attempt: doubled each time up to the most. */
	retryMs: z.int().positive().default(500),
	retryMostMs: z.int().positive().default(30_000),
});
export type VendorConfig = z.input<typeof vendorConfig>;
export type VendorSettings = z.output<typeof vendorConfig>;
