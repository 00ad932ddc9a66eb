import { type ApiContext, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { intId } from '../../graphql/ids.ts';
import { loadersOf } from '../../loaders.ts';
import type { InstrumentModel } from '../instruments/types.ts';
import { storedVenues } from './stored.ts';

export type PlaceArgs = { readonly instrumentId: string; readonly venue?: string | null | undefined };
export type InstrumentPlace = { readonly tenantId: number; readonly instrument: InstrumentModel; readonly venue: string };

/** The servers at which the viewer's tenant has a name for this instrument, then the venues of the store that it may read. */
export async function venuesOf(context: ApiContext, instrument: InstrumentModel): Promise<string[]> {
	const { tenantId } = viewerOf(context);
	return await context.memo.get(`venues:${tenantId}:${instrument.id}`, {
		ttlMs: 5_000,
		async load() {
			const [servers, stored] = await Promise.all([
				loadersOf(context).servers.load(instrument.id),
				storedVenues(context, { tenantId, symbol: instrument.symbol }),
			]);
			return [...new Set([...servers, ...stored])];
		},
	});
}

/** An instrument of the viewer's tenant at one of its venues, without a venue the first; else, and for another tenant's too, what is missing. */
export async function findPlace(context: ApiContext, args: PlaceArgs): Promise<InstrumentPlace | { readonly missing: string }> {
	const { tenantId } = viewerOf(context);
	const instrument = (await context.app.directory.of(tenantId)).instruments.get(intId('Instrument', args.instrumentId) ?? 0);
	if (!instrument) return { missing: 'There is no such instrument.' };
	const venues = await venuesOf(context, instrument);
	const venue = args.venue == null ? venues[0] : venues.find((name) => name === args.venue);
	if (venue !== undefined) return { tenantId, instrument, venue };
	return { missing: args.venue == null ? 'No broker of yours quotes this instrument.' : 'You have no such venue for this instrument.' };
}

/** @throws NOT_FOUND */
export async function placeOf(context: ApiContext, args: PlaceArgs): Promise<InstrumentPlace> {
	const place = await findPlace(context, args);
	if ('missing' in place) throw apiError('NOT_FOUND', place.missing);
	return place;
}
