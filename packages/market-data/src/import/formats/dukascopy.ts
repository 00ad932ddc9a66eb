import { type BadRowKind, type Draft, type RawRow, type RowContext, type RowReader, setQuote } from '../rows.ts';

/** Bytes of one record, big-endian: ms since the hour began, ask and bid in points, ask and bid volume as 32-bit floats. */
export const dukascopyRecordBytes = 20;
const hourMs = 3_600_000;
/** Volumes of currencies are in millions of the base currency; we keep units. */
const unitsPerVolume = 1_000_000;

/** An unpacked `HHh_ticks.bi5`. Points are integers already: the instrument's digits are those of Dukascopy's point. */
export function dukascopyTicks(context: RowContext): RowReader {
	const scale = 10 ** context.qtyDigits * unitsPerVolume;
	return {
		read({ bytes, start, end }: RawRow, out: Draft): BadRowKind | undefined {
			if (end - start !== dukascopyRecordBytes) return 'columns';
			const record = new DataView(bytes.buffer, bytes.byteOffset + start, dukascopyRecordBytes);
			const sinceHourMs = record.getUint32(0);
			if (sinceHourMs >= hourMs) return 'time';
			const ask = record.getUint32(4);
			const bid = record.getUint32(8);
			if (ask === 0 || bid === 0) return 'price';
			const askSize = Math.round(record.getFloat32(12) * scale);
			const bidSize = Math.round(record.getFloat32(16) * scale);
			if (!isSize(askSize) || !isSize(bidSize)) return 'size';
			setQuote(out, bid, ask);
			out.bidSize = bidSize;
			out.askSize = askSize;
			out.timeMs = context.baseMs + sinceHourMs;
			out.timeNs = 0;
			return undefined;
		},
		state: () => ({}),
		restore: () => undefined,
	};
}

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
