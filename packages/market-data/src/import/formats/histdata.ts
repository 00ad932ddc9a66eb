import { Fields, fixed } from '../fields.ts';
import { priceFault, pricesFrom, readPrices, sizeFault } from '../read-values.ts';
import { type BadRowKind, Clock, type Draft, type RawRow, type RowContext, type RowReader, setQuote } from '../rows.ts';
import { dateAt, dateTime, type Moment, timeOfDay } from '../time.ts';

const comma = 0x2c;
const semicolon = 0x3b;

/** HistData's ticks: `20120201 000003660,1.306600,1.306770,0`, fixed UTC-5, no header. */
export function histdataTicks(context: RowContext): RowReader {
	const fields = new Fields();
	const moment: Moment = { ms: 0, ns: 0 };
	const clock = new Clock(context.zone);
	return {
		read(row: RawRow, out: Draft): BadRowKind | 'none' | undefined {
			if (row.start === row.end) return 'none';
			fields.split(row.bytes, comma, row);
			if (fields.count !== 4) return 'columns';
			if (!dateTime(fields, 0, moment)) return 'time';
			const bid = fixed(fields, 1, context.priceDigits);
			const ask = fixed(fields, 2, context.priceDigits);
			const volume = fixed(fields, 3, context.qtyDigits);
			const fault = priceFault(bid) ?? priceFault(ask) ?? sizeFault(volume);
			if (fault !== undefined) return fault;
			setQuote(out, bid, ask);
			return clock.set(out, moment.ms, moment.ns) ? undefined : 'zoneGap';
		},
		state: () => ({ lastMs: clock.lastMs }),
		restore: (state) => {
			clock.lastMs = Number(state.lastMs ?? 0);
		},
	};
}

/** HistData's minutes, of bid prices: `20120201 000000;O;H;L;C;V`, or as for MetaTrader `2012.02.01,00:00,O,H,L,C,V`. */
export function histdataBars(context: RowContext): RowReader {
	const fields = new Fields();
	const moment: Moment = { ms: 0, ns: 0 };
	const clock = new Clock(context.zone);
	const readTime = (first: number): boolean => {
		if (first === 1) return dateTime(fields, 0, moment);
		const day = dateAt(fields.bytes, fields.start(0), fields.end(0) - fields.start(0));
		if (day === undefined || !timeOfDay(fields.bytes, { at: fields.start(1), end: fields.end(1) }, moment)) return false;
		moment.ms += day;
		return true;
	};
	return {
		read(row: RawRow, out: Draft): BadRowKind | 'none' | undefined {
			if (row.start === row.end) return 'none';
			const isAscii = row.bytes.subarray(row.start, row.end).includes(semicolon);
			fields.split(row.bytes, isAscii ? semicolon : comma, row);
			const first = isAscii ? 1 : 2;
			if (fields.count !== first + 5) return 'columns';
			if (!readTime(first)) return 'time';
			const fault = readPrices(fields, out, pricesFrom(first, context.priceDigits));
			if (fault !== undefined) return fault;
			out.volume = fixed(fields, first + 4, context.qtyDigits);
			if (out.volume < 0) return sizeFault(out.volume);
			return clock.set(out, moment.ms, moment.ns) ? undefined : 'zoneGap';
		},
		state: () => ({ lastMs: clock.lastMs }),
		restore: (state) => {
			clock.lastMs = Number(state.lastMs ?? 0);
		},
	};
}
