import { z } from 'zod';

const sides = ['bid', 'ask', 'mid', 'last'] as const;

/** Ticks, or bars of so many seconds of one price. */
export const tableName = z.union([
	z.literal('ticks'),
	z.templateLiteral(['bars-', z.string().regex(/^[1-9]\d{0,7}$/), '-', z.enum(sides)]),
]);
export type TableName = z.infer<typeof tableName>;

/**
 * What the store keeps apart: one instrument at one venue, of one owner. `shared` is bought or recorded once for all who are entitled;
 * `tenant-7` is a tenant's own, which no other tenant sees.
 */
export const seriesKey = z.strictObject({
	owner: z.string().regex(/^(?:shared|tenant-[1-9]\d{0,8})$/, 'is shared or tenant-N'),
	venue: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/, 'is no name of a venue'),
	instrument: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._#-]{0,63}$/, 'is no name of an instrument'),
	table: tableName,
});
export type SeriesKey = z.infer<typeof seriesKey>;

/** Folder of a series; names hold nothing that a path or an object key could misread, but for #. */
export function seriesPath(key: SeriesKey): string {
	const { owner, venue, instrument, table } = seriesKey.parse(key);
	return `series/${owner}/${venue}/${instrument.replaceAll('#', '~')}/${table}`;
}

/** @returns undefined for a path of something else */
export function seriesOfPath(path: string): SeriesKey | undefined {
	const [, owner, venue, instrument = '', table] = /^series\/([^/]+)\/([^/]+)\/([^/]+)\/([^/]+)/.exec(path) ?? [];
	return seriesKey.safeParse({ owner, venue, instrument: instrument.replaceAll('~', '#'), table }).data;
}

export const ownerOf = (tenantId: number | undefined): string => (tenantId === undefined ? 'shared' : `tenant-${tenantId}`);

export type Moment = readonly [ms: number, ns: number];

export const compareMoments = (a: Moment, b: Moment): number => a[0] - b[0] || a[1] - b[1];
