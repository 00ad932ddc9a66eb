import type { App } from '../../app.ts';
import { type ApiContext, viewerOf } from '../../context.ts';
import { formatScaled } from '../../decimal.ts';
import type { TenantDirectory } from '../../directory.ts';
import { apiError } from '../../graphql/errors.ts';
import { intId } from '../../graphql/ids.ts';
import { lastKey, ticksKey } from './keys.ts';
import type { QuoteModel, TickModel } from './types.ts';
import { type QuoteBook, type WireQuote, wireQuote } from './wire.ts';

const parseQuote = (app: App, text: string): WireQuote | null => {
	const parsed = wireQuote.safeParse(JSON.parse(text));
	if (parsed.success) return parsed.data;
	app.log.error({ issues: parsed.error.issues.length }, 'a stored quote could not be read');
	return null;
};

/** The last quotes of a tenant, from Redis. */
export async function quoteBook(app: App, tenantId: number): Promise<QuoteBook> {
	const stored = await app.redis.hgetall(lastKey(tenantId));
	const quotes = Object.values(stored).flatMap((text) => parseQuote(app, text) ?? []);
	return new Map(quotes.map((quote) => [quote.instrumentId, quote]));
}

export function quoteModel(directory: TenantDirectory, quote: WireQuote): QuoteModel | null {
	const instrument = directory.instruments.get(quote.instrumentId);
	return instrument ? { instrument, bid: quote.bid, ask: quote.ask, atMs: quote.atMs, venueAtMs: quote.venueAtMs } : null;
}

/** The asked instruments as local ids; null means all. Ids that name nothing of the tenant ask for nothing. */
export const wantedInstruments = (globalIds: readonly string[] | null | undefined): ReadonlySet<number> | null =>
	globalIds == null ? null : new Set(globalIds.map((id) => intId('Instrument', id) ?? 0));

export async function lastQuotes(context: ApiContext, globalIds: readonly string[] | null | undefined): Promise<QuoteModel[]> {
	const { tenantId } = viewerOf(context);
	const wanted = wantedInstruments(globalIds);
	const [directory, book] = await Promise.all([context.app.directory.of(tenantId), quoteBook(context.app, tenantId)]);
	return [...book.values()]
		.filter((quote) => wanted === null || wanted.has(quote.instrumentId))
		.toSorted((a, b) => a.instrumentId - b.instrumentId)
		.flatMap((quote) => quoteModel(directory, quote) ?? []);
}

const maxTicks = 2_000;

/** Recent conflated quotes of one instrument, oldest first. */
export async function recentTicks(
	context: ApiContext,
	args: { readonly instrumentId: string; readonly limit?: number | null | undefined },
): Promise<TickModel[]> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const instrument = (await app.directory.of(tenantId)).instruments.get(intId('Instrument', args.instrumentId) ?? 0);
	if (!instrument) throw apiError('NOT_FOUND', 'There is no such instrument.');
	const limit = Math.min(Math.max(args.limit ?? 500, 1), maxTicks);
	const texts = await storedTicks(app, { key: ticksKey(tenantId, instrument.id), limit });
	return texts
		.flatMap((text) => parseQuote(app, text) ?? [])
		.map((quote) => ({
			bid: formatScaled(quote.bid, instrument.priceDigits),
			ask: formatScaled(quote.ask, instrument.priceDigits),
			at: new Date(quote.venueAtMs),
		}));
}

async function storedTicks(app: App, input: { readonly key: string; readonly limit: number }): Promise<string[]> {
	const newestFirst = await app.redis.lrange(input.key, 0, input.limit - 1);
	return newestFirst.toReversed();
}
