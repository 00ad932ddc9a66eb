import { Fields, fixed, notANumber, wholeAt } from '../fields.ts';
import { priceFault, pricesFrom, readPrices, sizeFault } from '../read-values.ts';
import { type BadRowKind, Clock, type Draft, type RawRow, type RowContext, type RowReader, setQuote } from '../rows.ts';
import { dateTime, dayMs, type Moment } from '../time.ts';

/** LEAN's quotes: `158,1.38742,1.38755`, milliseconds (gold: with a fraction) since midnight of the day in the file's name. */
export function leanTicks(context: RowContext): RowReader {
	const fields = new Fields();
	const moment: Moment = { ms: 0, ns: 0 };
	const clock = new Clock(context.zone);
	return {
		read(row: RawRow, out: Draft): BadRowKind | 'none' | undefined {
			if (row.start === row.end) return 'none';
			fields.split(row.bytes, 0x2c, row);
			if (fields.count !== 3) return 'columns';
			if (!sinceMidnight(fields, moment)) return 'time';
			const bid = fixed(fields, 1, context.priceDigits);
			const ask = fixed(fields, 2, context.priceDigits);
			const fault = priceFault(bid) ?? priceFault(ask);
			if (fault !== undefined) return fault;
			setQuote(out, bid, ask);
			return clock.set(out, context.baseMs + moment.ms, moment.ns) ? undefined : 'zoneGap';
		},
		state: () => ({ lastMs: clock.lastMs }),
		restore: (state) => {
			clock.lastMs = Number(state.lastMs ?? 0);
		},
	};
}

/**
 * LEAN's bars: `time,open,high,low,close,size` for bid and the same for ask (currencies), or once, with prices in 1/10,000 (shares). The
 * time is milliseconds since midnight (seconds, minutes) or `20070401 21:00` (hours, days). A side without a quote is blank: no bar.
 */
export function leanBars(context: RowContext): RowReader {
	const fields = new Fields();
	const moment: Moment = { ms: 0, ns: 0 };
	const clock = new Clock(context.zone);
	return {
		read(row: RawRow, out: Draft): BadRowKind | 'none' | undefined {
			if (row.start === row.end) return 'none';
			fields.split(row.bytes, 0x2c, row);
			const isShare = fields.count === 6;
			if (!isShare && fields.count !== 11) return 'columns';
			const isDated = fields.end(0) - fields.start(0) > 9;
			if (!(isDated ? dateTime(fields, 0, moment) : sinceMidnight(fields, moment))) return 'time';
			const first = !isShare && context.side === 'ask' ? 6 : 1;
			if ([0, 1, 2, 3].every((column) => fields.isEmpty(first + column))) return 'incomplete';
			const fault = readPrices(fields, out, pricesFrom(first, isShare ? 0 : context.priceDigits));
			if (fault !== undefined) return fault;
			out.volume = fields.isEmpty(first + 4) ? 0 : fixed(fields, first + 4, context.qtyDigits);
			if (out.volume < 0) return sizeFault(out.volume);
			return clock.set(out, (isDated ? 0 : context.baseMs) + moment.ms, moment.ns) ? undefined : 'zoneGap';
		},
		state: () => ({ lastMs: clock.lastMs }),
		restore: (state) => {
			clock.lastMs = Number(state.lastMs ?? 0);
		},
	};
}

/** Milliseconds since midnight with up to six decimals in the first field. */
function sinceMidnight(fields: Fields, out: Moment): boolean {
	const { bytes } = fields;
	const start = fields.start(0);
	const end = fields.end(0);
	let point = start;
	while (point < end && bytes[point] !== 0x2e) point++;
	if (point - start < 1 || point - start > 8) return false;
	out.ms = wholeAt(bytes, start, point - start);
	out.ns = 0;
	if (out.ms === notANumber || out.ms >= dayMs) return false;
	if (point === end) return true;
	const digits = end - point - 1;
	const decimals = digits < 1 || digits > 15 ? notANumber : wholeAt(bytes, point + 1, Math.min(6, digits));
	if (decimals === notANumber) return false;
	out.ns = decimals * 10 ** (6 - Math.min(6, digits));
	return true;
}
