import { z } from 'zod';
import { columnsOver, TickBatch, tickBytes } from '../tick/index.ts';

/** Redis stream of clean ticks, on their way from the gateway to who puts them into the store. Not a place to keep them: the oldest are dropped. */
export const recordKey = 'ticks:live';
/** About eight minutes of ten instruments: so long the recorder may be away. */
export const recordMost = 20_000;

export const recordHeader = z.object({
	tenantId: z.int().positive(),
	venue: z.string(),
	instrument: z.string(),
	priceDigits: z.int().min(0).max(8),
	qtyDigits: z.int().min(0).max(8),
	rows: z.int().positive(),
});
export type RecordHeader = z.output<typeof recordHeader>;

/** The fields of one entry: ticks of one stream. */
export function recordEntry(header: Omit<RecordHeader, 'rows'>, batch: TickBatch): [string, string, string, Buffer] {
	const memory = new ArrayBuffer(batch.length * tickBytes);
	new TickBatch(columnsOver(memory, { offset: 0, capacity: batch.length })).appendRows(batch);
	return ['of', JSON.stringify({ ...header, rows: batch.length } satisfies RecordHeader), 'ticks', Buffer.from(memory)];
}

/** @throws ZodError, or RangeError where the bytes are not those of so many ticks */
export function readRecord(of: Buffer, ticks: Buffer): { readonly header: RecordHeader; readonly batch: TickBatch } {
	const header = recordHeader.parse(JSON.parse(of.toString()));
	if (ticks.length !== header.rows * tickBytes) throw new RangeError(`${ticks.length} bytes are not ${header.rows} ticks`);
	// A buffer of Redis begins anywhere; columns want their own memory.
	const batch = new TickBatch(columnsOver(new Uint8Array(ticks).buffer, { offset: 0, capacity: header.rows }));
	batch.length = header.rows;
	return { header, batch };
}

/** An entry's id as a number that rises with it, and back: a producer's sequence of the store. */
export const sequenceOfId = (id: string): number => {
	const [ms = '0', n = '0'] = id.split('-');
	return Number(ms) * 1_000 + Math.min(Number(n), 999);
};
export const idOfSequence = (sequence: number): string => `${Math.floor(sequence / 1_000)}-${sequence % 1_000}`;
