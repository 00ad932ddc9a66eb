import { z } from 'zod';
import { tickFlags } from '../../tick/index.ts';
import { Fields, fixed } from '../fields.ts';
import { priceFault, sizeFault } from '../read-values.ts';
import {
	type BadRowKind,
	Clock,
	type Draft,
	ImportError,
	type RawRow,
	type ReaderState,
	type RowContext,
	type RowReader,
} from '../rows.ts';
import { dateTime, epoch, type Moment } from '../time.ts';

/** A column by its name in the header, or by its number from 0 where there is none. */
const column = z.union([z.string().min(1), z.number().int().min(0).max(255)]);

/** Where a CSV of any make has what a tick needs: bid and ask, or last, or all three. */
export const csvMapping = z
	.strictObject({
		delimiter: z.enum([',', ';', '\t', '|']).default(','),
		header: z.boolean().default(true),
		/** `date` is a date and time such as 2024-01-31 08:00:00.123; the others count from 1970. */
		timeFormat: z.enum(['date', 's', 'ms', 'us', 'ns']).default('date'),
		columns: z.strictObject({
			time: column,
			bid: column.optional(),
			ask: column.optional(),
			last: column.optional(),
			bidSize: column.optional(),
			askSize: column.optional(),
			lastSize: column.optional(),
			/** Rows of another instrument are refused. */
			symbol: column.optional(),
		}),
	})
	.refine(({ columns: { bid, ask, last } }) => (bid === undefined) === (ask === undefined) && (bid ?? last) !== undefined, {
		error: 'the mapping needs bid and ask, or last',
	})
	.refine(({ header, columns }) => header || Object.values(columns).every((value) => typeof value !== 'string'), {
		error: 'a file without a header needs column numbers, from 0',
	});
export type CsvMapping = z.infer<typeof csvMapping>;

/** Ticks of any CSV with one row a line. Quotation marks around fields are not understood: such a row is reported. */
export function csvTicks(context: RowContext, mapping: CsvMapping): RowReader {
	const fields = new Fields();
	const moment: Moment = { ms: 0, ns: 0 };
	const clock = new Clock(context.zone);
	const delimiter = mapping.delimiter.charCodeAt(0);
	let header = '';
	let width = 0;
	let at = mapping.header ? undefined : positions(mapping, []);

	const readHeader = (text: string): void => {
		const names = text.split(mapping.delimiter).map((name) => name.trim());
		header = text;
		width = names.length;
		at = positions(mapping, names);
	};
	const size = (field: number | undefined): number =>
		field === undefined || fields.isEmpty(field) ? 0 : fixed(fields, field, context.qtyDigits);
	const price = (field: number | undefined): number =>
		field === undefined || fields.isEmpty(field) ? 0 : fixed(fields, field, context.priceDigits);

	return {
		read(row: RawRow, out: Draft): BadRowKind | 'none' | undefined {
			if (at === undefined) {
				readHeader(new TextDecoder().decode(row.bytes.subarray(row.start, row.end)));
				return 'none';
			}
			if (row.start === row.end) return 'none';
			fields.split(row.bytes, delimiter, row);
			if (width === 0) width = fields.count;
			if (fields.count !== width || fields.count <= at.highest) return 'columns';
			if (at.symbol !== undefined && fields.text(at.symbol) !== context.instrument) return 'symbol';
			if (!readTime(fields, at.time, { format: mapping.timeFormat, out: moment })) return 'time';
			const [bid, ask, last] = [price(at.bid), price(at.ask), price(at.last)];
			const [bidSize, askSize, lastSize] = [size(at.bidSize), size(at.askSize), size(at.lastSize)];
			const isQuote = at.bid !== undefined && !(fields.isEmpty(at.bid) && at.last !== undefined);
			const isTrade = at.last !== undefined && !(fields.isEmpty(at.last) && isQuote);
			const fault =
				(isQuote ? (priceFault(bid) ?? priceFault(ask)) : undefined) ??
				(isTrade ? priceFault(last) : undefined) ??
				sizeFault(bidSize) ??
				sizeFault(askSize) ??
				sizeFault(lastSize);
			if (fault !== undefined) return fault;
			out.bid = isQuote ? bid : 0;
			out.ask = isQuote ? ask : 0;
			out.bidSize = isQuote ? bidSize : 0;
			out.askSize = isQuote ? askSize : 0;
			out.last = isTrade ? last : 0;
			out.lastSize = isTrade ? lastSize : 0;
			out.flags = (isQuote ? tickFlags.quote : 0) | (isTrade ? tickFlags.trade : 0);
			return clock.set(out, moment.ms, moment.ns) ? undefined : 'zoneGap';
		},
		state: (): ReaderState => ({ header, width, lastMs: clock.lastMs }),
		restore(state) {
			if (typeof state.header === 'string' && state.header !== '') readHeader(state.header);
			width = Number(state.width ?? 0);
			clock.lastMs = Number(state.lastMs ?? 0);
		},
	};
}

type Positions = Partial<Record<keyof CsvMapping['columns'], number>> & { readonly time: number; readonly highest: number };

function positions(mapping: CsvMapping, names: readonly string[]): Positions {
	const found = Object.entries(mapping.columns).flatMap(([name, where]): [string, number][] => {
		if (where === undefined) return [];
		const index = typeof where === 'number' ? where : names.indexOf(where);
		if (index < 0)
			throw new ImportError(`the header has no column ${JSON.stringify(where)}: it has ${names.map((n) => JSON.stringify(n)).join(', ')}`);
		return [[name, index]];
	});
	const { time = 0, ...rest } = Object.fromEntries(found);
	return { ...rest, time, highest: Math.max(...found.map(([, index]) => index)) };
}

function readTime(fields: Fields, field: number, input: { readonly format: CsvMapping['timeFormat']; readonly out: Moment }): boolean {
	if (input.format === 'date') return dateTime(fields, field, input.out);
	const moment = epoch(fields, field, input.format);
	if (moment === undefined) return false;
	input.out.ms = moment.ms;
	input.out.ns = moment.ns;
	return true;
}
