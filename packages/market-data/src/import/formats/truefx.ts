import { Fields, fixed } from '../fields.ts';
import { priceFault } from '../read-values.ts';
import { type BadRowKind, Clock, type Draft, type RawRow, type RowContext, type RowReader, setQuote } from '../rows.ts';
import { dateTime, type Moment } from '../time.ts';

/** TrueFX: `EUR/USD,20160502 00:00:00.959,1.14601,1.14605`, no header. */
export function trueFx(context: RowContext): RowReader {
	const fields = new Fields();
	const moment: Moment = { ms: 0, ns: 0 };
	const clock = new Clock(context.zone);
	return {
		read(row: RawRow, out: Draft): BadRowKind | 'none' | undefined {
			if (row.start === row.end) return 'none';
			fields.split(row.bytes, 0x2c, row);
			if (fields.count !== 4) return 'columns';
			if (fields.text(0).replace('/', '') !== context.instrument) return 'symbol';
			if (!dateTime(fields, 1, moment)) return 'time';
			const bid = fixed(fields, 2, context.priceDigits);
			const ask = fixed(fields, 3, context.priceDigits);
			const fault = priceFault(bid) ?? priceFault(ask);
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
