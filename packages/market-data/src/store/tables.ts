import type { TableName } from './series.ts';

type ColumnArray = Float64Array | Uint32Array;

/** Rows of any table as the store takes and gives them: typed arrays by name, of which `length` rows count. A TickBatch is one. */
export type Rows = { length: number; readonly columns: Readonly<Record<string, ColumnArray>> };

type Column = {
	/** In Rows. */
	readonly field: string;
	readonly kind: 'f64' | 'u32';
	/** In Parquet; undefined where it is part of a time. */
	readonly name?: string;
	readonly sqlType?: string;
};

/** How a table is kept: in memory as it is worked with, in Parquet as SQL wants it. */
export type Table = {
	readonly columns: readonly Column[];
	/** Parquet times, each of two columns. */
	readonly times: readonly { readonly name: string; readonly ms: string; readonly ns: string | undefined }[];
	readonly partition: 'day' | 'month' | 'year';
};

const integer = (field: string, name: string): Column => ({ field, kind: 'f64', name, sqlType: 'BIGINT' });

const ticks: Table = {
	columns: [
		{ field: 'timeMs', kind: 'f64' },
		{ field: 'timeNs', kind: 'u32' },
		{ field: 'receivedMs', kind: 'f64' },
		{ field: 'receivedNs', kind: 'u32' },
		integer('bid', 'bid'),
		integer('ask', 'ask'),
		integer('last', 'last_price'),
		integer('bidSize', 'bid_size'),
		integer('askSize', 'ask_size'),
		integer('lastSize', 'last_size'),
		{ field: 'flags', kind: 'u32', name: 'flags', sqlType: 'UINTEGER' },
	],
	times: [
		{ name: 'time', ms: 'timeMs', ns: 'timeNs' },
		{ name: 'received', ms: 'receivedMs', ns: 'receivedNs' },
	],
	partition: 'day',
};

const barColumns: readonly Column[] = [
	{ field: 'timeMs', kind: 'f64' },
	integer('open', 'open'),
	integer('high', 'high'),
	integer('low', 'low'),
	integer('close', 'close'),
	integer('tickVolume', 'tick_volume'),
	integer('volume', 'volume'),
	integer('spread', 'spread'),
];

/** A file should hold thousands of rows: bars of a minute go by the month, of an hour by the year. */
export function tableOf(name: TableName): Table {
	if (name === 'ticks') return ticks;
	const periodS = Number(name.split('-')[1]);
	const partition = periodS < 60 ? 'day' : periodS < 3600 ? 'month' : 'year';
	return { columns: barColumns, times: [{ name: 'time', ms: 'timeMs', ns: undefined }], partition };
}

export function emptyRows(table: Table, capacity: number): Rows {
	const make = ({ kind }: Column): ColumnArray => (kind === 'f64' ? new Float64Array(capacity) : new Uint32Array(capacity));
	return { length: 0, columns: Object.fromEntries(table.columns.map((column) => [column.field, make(column)])) };
}

/** The table that rows are staged in, with one column for each typed array. */
export const stageColumns = (table: Table): string =>
	table.columns.map(({ field, kind }) => `"${field}" ${kind === 'f64' ? 'DOUBLE' : 'UINTEGER'}`).join(', ');

/** Stage to Parquet. */
export const encodeColumns = (table: Table): string =>
	[
		...table.times.map(
			({ name, ms, ns }) => `make_timestamp_ns("${ms}"::BIGINT * 1000000${ns === undefined ? '' : ` + "${ns}"`}) AS ${name}`,
		),
		...table.columns.flatMap(({ field, name, sqlType }) => (name === undefined ? [] : [`"${field}"::${sqlType} AS ${name}`])),
	].join(', ');

/** Parquet to the columns of Rows, in the table's order. */
export function decodeColumns(table: Table): string {
	return table.columns
		.map(({ field, kind, name }) => {
			if (name !== undefined) return `${name}::${kind === 'f64' ? 'DOUBLE' : 'UINTEGER'} AS "${field}"`;
			const time = table.times.find(({ ms, ns }) => ms === field || ns === field);
			if (time === undefined) throw new Error(`column ${field} is part of no time`);
			return time.ms === field
				? `(epoch_ns(${time.name}) // 1000000)::DOUBLE AS "${field}"`
				: `(epoch_ns(${time.name}) % 1000000)::UINTEGER AS "${field}"`;
		})
		.join(', ');
}

/** An integer for each partition, over the stage. */
export function partitionSql({ partition }: Table): string {
	if (partition === 'day') return 'floor("timeMs" / 86400000)::INTEGER';
	const time = 'make_timestamp("timeMs"::BIGINT * 1000)';
	return partition === 'month' ? `(year(${time}) * 12 + month(${time}) - 1)::INTEGER` : `year(${time})::INTEGER`;
}

/** `2014-05-06`, `2014-05` or `2014`: the name of the partition that `partitionSql` numbers. */
export function partitionLabel({ partition }: Table, number: number): string {
	if (partition === 'day') return new Date(number * 86_400_000).toISOString().slice(0, 10);
	if (partition === 'year') return String(number);
	return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
}
