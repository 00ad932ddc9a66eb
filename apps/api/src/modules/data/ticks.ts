import { type TickBatch, textOfUnits, tickFlags } from '@meridian/market-data';
import type { SeriesKey } from '@meridian/market-data/store';
import { z } from 'zod';
import { type ApiContext, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { countUsage, entitlements, isEntitled } from './entitlements.ts';
import { requireData } from './service.ts';
import type { SeriesModel, StoredTickModel, TickPage } from './types.ts';

const pageMax = 1_000;
/** Where a page ended: a time, and how many ticks of that very millisecond have been given. */
const cursorShape = z.tuple([z.int().min(0), z.int().min(0)]);

export type TicksInput = {
	readonly owner: 'OWN' | 'SHARED';
	readonly venue: string;
	readonly instrument: string;
	readonly from: Date;
	readonly to: Date;
	readonly first: number;
	readonly after?: string | null | undefined;
};

/** Series of the viewer's tenant, and shared ones that it is entitled to. */
export async function listSeries(context: ApiContext): Promise<SeriesModel[]> {
	const { tenantId } = viewerOf(context);
	const store = await requireData(context).store();
	const granted = await entitlements(context);
	const own = await store.series(`tenant-${tenantId}`);
	const shared = granted.length === 0 ? [] : (await store.series('shared')).filter((key) => isEntitled(granted, key));
	return Promise.all(
		[...own, ...shared].map(async (key) => {
			const parts = (await store.manifest(key))?.parts ?? [];
			const [first, last] = [Math.min(...parts.map((part) => part.first[0])), Math.max(...parts.map((part) => part.last[0]))];
			return {
				owner: key.owner === 'shared' ? ('SHARED' as const) : ('OWN' as const),
				...{ venue: key.venue, instrument: key.instrument, table: key.table },
				rows: parts.reduce((sum, part) => sum + BigInt(part.rows), 0n),
				bytes: parts.reduce((sum, part) => sum + BigInt(part.bytes), 0n),
				firstAt: parts.length === 0 ? null : new Date(first),
				lastAt: parts.length === 0 ? null : new Date(last),
			};
		}),
	);
}

/** A page of stored ticks. The owner of what is read comes from the token: OWN is the viewer's tenant, whatever the arguments say. */
export async function storedTicks(context: ApiContext, input: TicksInput): Promise<TickPage> {
	const { tenantId } = viewerOf(context);
	const data = requireData(context);
	const { allTime, readTicks, seriesKey } = await import('@meridian/market-data/store');
	const { venue, instrument } = input;
	const owner = input.owner === 'SHARED' ? 'shared' : `tenant-${tenantId}`;
	const key = seriesKey.safeParse({ owner, venue, instrument, table: 'ticks' });
	if (!key.success) throw apiError('INVALID_INPUT', `There is no series ${venue} ${instrument}.`);
	if (input.owner === 'SHARED' && !isEntitled(await entitlements(context), { venue, instrument }))
		throw apiError('FORBIDDEN', `Your institution is not entitled to ${venue} ${instrument}.`);
	const store = await data.store();
	const manifest = await store.manifest(key.data);
	if (manifest === undefined) throw apiError('NOT_FOUND', `The store has no ticks of ${venue} ${instrument}.`);
	const [cursorMs, cursorGiven] = readCursor(input.after) ?? [input.from.getTime(), 0];
	const first = Math.max(1, Math.min(input.first, pageMax));
	const range = { fromMs: Math.max(allTime.fromMs, input.from.getTime(), cursorMs), toMs: Math.min(allTime.toMs, input.to.getTime()) };
	const page = await readPage(readTicks(store, key.data satisfies SeriesKey, range), { skip: cursorGiven, first, manifest });
	if (input.owner === 'SHARED') await countUsage(context, { venue, instrument, rows: page.ticks.length });
	return page;
}

type Scale = { readonly priceDigits: number };

async function readPage(
	batches: AsyncIterable<TickBatch>,
	input: { readonly skip: number; readonly first: number; readonly manifest: Scale },
): Promise<TickPage> {
	const ticks: StoredTickModel[] = [];
	let skip = input.skip;
	let [ms, given] = [-1, 0];
	for await (const batch of batches)
		for (const tick of batch) {
			if (ticks.length === input.first) return { ticks, endCursor: cursorOf(ms, given), hasNextPage: true };
			given = tick.timeMs === ms ? given + 1 : 1;
			ms = tick.timeMs;
			if (skip > 0) skip--;
			else ticks.push(tickModel(tick, input.manifest));
		}
	return { ticks, endCursor: ticks.length === 0 ? null : cursorOf(ms, given), hasNextPage: false };
}

function tickModel(tick: ReturnType<TickBatch['at']>, { priceDigits }: Scale): StoredTickModel {
	const isQuote = (tick.flags & tickFlags.quote) !== 0;
	const price = (units: number) => textOfUnits(units, priceDigits);
	return {
		...{ at: new Date(tick.timeMs), ns: tick.timeNs },
		...{ bid: isQuote ? price(tick.bid) : null, ask: isQuote ? price(tick.ask) : null },
		last: (tick.flags & tickFlags.trade) === 0 ? null : price(tick.last),
		crossed: (tick.flags & tickFlags.crossed) !== 0,
	};
}

const cursorOf = (ms: number, given: number): string => Buffer.from(JSON.stringify([ms, given])).toString('base64url');

function readCursor(text: string | null | undefined): readonly [number, number] | undefined {
	if (text == null) return undefined;
	try {
		return cursorShape.parse(JSON.parse(Buffer.from(text.slice(0, 100), 'base64url').toString()));
	} catch {
		throw apiError('INVALID_INPUT', 'after is no cursor of this list.');
	}
}
