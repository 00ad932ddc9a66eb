import { type formatNames, formats } from '@meridian/market-data/import';
import { importStates } from '@meridian/market-data/jobs';
import { builder } from '../../graphql/builder.ts';

export type BadRowModel = { readonly row: number; readonly kind: string; readonly text: string };
export const badRowRef = builder.objectRef<BadRowModel>('ImportBadRow').implement({
	description: 'A row that was not stored, and why.',
	fields: (t) => ({ row: t.exposeInt('row'), kind: t.exposeString('kind'), text: t.exposeString('text') }),
});

const stateEnum = builder.enumType('DataImportStatus', { values: importStates });

export type ImportModel = {
	readonly __typename: 'DataImport';
	readonly importId: string;
	readonly fileName: string;
	readonly fileBytes: bigint;
	readonly status: (typeof importStates)[number];
	readonly phase: string | null;
	readonly bytesRead: bigint;
	readonly rows: bigint;
	readonly taken: bigint;
	readonly bad: bigint;
	readonly error: string | null;
	readonly venue: string | null;
	readonly instrument: string | null;
	readonly format: string | null;
	readonly crossed: bigint;
	readonly outOfOrder: bigint;
	readonly alreadyStored: boolean;
	readonly createdAt: Date;
	readonly updatedAt: Date;
};
export const importRef = builder.objectRef<ImportModel>('DataImport').implement({
	description: "A file on its way into the tenant's own part of the tick store.",
	fields: (t) => ({
		importId: t.exposeString('importId'),
		fileName: t.exposeString('fileName'),
		fileBytes: t.expose('fileBytes', { type: 'BigInt' }),
		status: t.expose('status', { type: stateEnum }),
		phase: t.exposeString('phase', { nullable: true, description: 'hashing, reading or committing, while it runs.' }),
		bytesRead: t.expose('bytesRead', { type: 'BigInt' }),
		rows: t.expose('rows', { type: 'BigInt' }),
		taken: t.expose('taken', { type: 'BigInt' }),
		bad: t.expose('bad', { type: 'BigInt', description: 'Rows that were not stored; importBadRows lists them.' }),
		error: t.exposeString('error', { nullable: true }),
		venue: t.exposeString('venue', { nullable: true }),
		instrument: t.exposeString('instrument', { nullable: true }),
		format: t.exposeString('format', { nullable: true }),
		crossed: t.expose('crossed', { type: 'BigInt', description: 'Quotes with bid above ask: stored and marked.' }),
		outOfOrder: t.expose('outOfOrder', { type: 'BigInt' }),
		alreadyStored: t.exposeBoolean('alreadyStored', { description: 'The store had this very file; nothing changed.' }),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
	}),
});

export type PreviewRowModel = {
	readonly row: number;
	readonly text: string;
	readonly fault: string | null;
	readonly at: Date | null;
	readonly first: string | null;
	readonly second: string | null;
};
const previewRowRef = builder.objectRef<PreviewRowModel>('ImportPreviewRow').implement({
	fields: (t) => ({
		row: t.exposeInt('row'),
		text: t.exposeString('text'),
		fault: t.exposeString('fault', { nullable: true, description: 'Why it would not be stored; "none" for a header or a blank line.' }),
		at: t.expose('at', { type: 'DateTime', nullable: true }),
		first: t.expose('first', { type: 'Decimal', nullable: true, description: 'Bid, or the open of a bar.' }),
		second: t.expose('second', { type: 'Decimal', nullable: true, description: 'Ask, or the close of a bar.' }),
	}),
});
export type PreviewModel = {
	readonly __typename: 'ImportPreview';
	readonly format: string;
	readonly instrument: string;
	readonly zone: string;
	readonly priceDigits: number;
	readonly qtyDigits: number;
	readonly rows: readonly PreviewRowModel[];
};
export const previewRef = builder.objectRef<PreviewModel>('ImportPreview').implement({
	description: 'The first rows of a file as they would be read.',
	fields: (t) => ({
		format: t.exposeString('format'),
		instrument: t.exposeString('instrument'),
		zone: t.exposeString('zone'),
		priceDigits: t.exposeInt('priceDigits'),
		qtyDigits: t.exposeInt('qtyDigits'),
		rows: t.field({ type: [previewRowRef], resolve: ({ rows }) => [...rows] }),
	}),
});

export type FormatModel = (typeof formatNames)[number];
export const formatRef = builder.objectRef<{ readonly name: FormatModel }>('ImportFormat').implement({
	fields: (t) => ({
		name: t.exposeString('name'),
		title: t.string({ resolve: ({ name }) => formats[name].title }),
		bars: t.boolean({ resolve: ({ name }) => formats[name].rows === 'bars' }),
		zone: t.string({
			nullable: true,
			description: 'Of its times; null where whoever imports must say it.',
			resolve: ({ name }) => formats[name].zone ?? null,
		}),
	}),
});

export const ownerEnum = builder.enumType('MarketDataOwner', {
	description: 'OWN: what the tenant imported, seen by nobody else. SHARED: stored once, for tenants that are entitled.',
	values: ['OWN', 'SHARED'] as const,
});
export type SeriesModel = {
	readonly owner: 'OWN' | 'SHARED';
	readonly venue: string;
	readonly instrument: string;
	readonly table: string;
	readonly rows: bigint;
	readonly bytes: bigint;
	readonly firstAt: Date | null;
	readonly lastAt: Date | null;
};
export const seriesRef = builder.objectRef<SeriesModel>('MarketDataSeries').implement({
	fields: (t) => ({
		owner: t.expose('owner', { type: ownerEnum }),
		venue: t.exposeString('venue'),
		instrument: t.exposeString('instrument'),
		table: t.exposeString('table', { description: 'ticks, or bars-SECONDS-SIDE.' }),
		rows: t.expose('rows', { type: 'BigInt' }),
		bytes: t.expose('bytes', { type: 'BigInt' }),
		firstAt: t.expose('firstAt', { type: 'DateTime', nullable: true }),
		lastAt: t.expose('lastAt', { type: 'DateTime', nullable: true }),
	}),
});

export type StoredTickModel = {
	readonly at: Date;
	readonly ns: number;
	readonly bid: string | null;
	readonly ask: string | null;
	readonly last: string | null;
	readonly crossed: boolean;
};
const storedTickRef = builder.objectRef<StoredTickModel>('StoredTick').implement({
	fields: (t) => ({
		at: t.expose('at', { type: 'DateTime' }),
		ns: t.exposeInt('ns', { description: 'Nanoseconds within the millisecond.' }),
		bid: t.expose('bid', { type: 'Decimal', nullable: true }),
		ask: t.expose('ask', { type: 'Decimal', nullable: true }),
		last: t.expose('last', { type: 'Decimal', nullable: true }),
		crossed: t.exposeBoolean('crossed'),
	}),
});
export type TickPage = { readonly ticks: readonly StoredTickModel[]; readonly endCursor: string | null; readonly hasNextPage: boolean };
export const tickPageRef = builder.objectRef<TickPage>('StoredTickPage').implement({
	fields: (t) => ({
		ticks: t.field({ type: [storedTickRef], resolve: ({ ticks }) => [...ticks] }),
		endCursor: t.exposeString('endCursor', { nullable: true }),
		hasNextPage: t.exposeBoolean('hasNextPage'),
	}),
});
