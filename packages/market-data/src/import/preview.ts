import { contentOf } from './content.ts';
import { formats } from './formats/index.ts';
import { contextOf, type ImportPlan } from './request.ts';
import { type BadRowKind, emptyDraft, type RowContext } from './rows.ts';
import { LineSplitter, type OnRow, RecordSplitter, type Splitter } from './split.ts';

export type PreviewRow = {
	readonly row: number;
	readonly text: string;
	/** Undefined where the row is good, `none` where it holds none. */
	readonly fault: BadRowKind | 'none' | undefined;
	readonly timeMs: number;
	/** Bid and ask, or open and close. */
	readonly prices: readonly [number, number];
};
export type Preview = { readonly rows: readonly PreviewRow[]; readonly priceDigits: number; readonly qtyDigits: number };

const digitsMax = 8;
const rowsLookedAt = 2_000;
/** Unpacked, at most: a file without line ends is not read to its end for a preview. */
const bytesLookedAt = 16 << 20;

/**
 * The first rows as they will be read, and the digits of the instrument where the plan leaves them open: as many as the first 2,000 rows
 * need. A later row that needs more is reported, not rounded.
 */
export async function preview(file: string, plan: ImportPlan, rowsMax = 20): Promise<Preview> {
	const spec = formats[plan.format];
	// Records hold points: their digits can't be seen in them, and the plan has them.
	const isText = spec.recordBytes === undefined;
	const wide = { priceDigits: plan.priceDigits ?? (isText ? digitsMax : 0), qtyDigits: plan.qtyDigits ?? (isText ? digitsMax : 0) };
	const context: RowContext = contextOf(plan, wide);
	const reader = spec.open(context, plan.mapping);
	const draft = emptyDraft();
	const rows: PreviewRow[] = [];
	let prices = 0;
	let sizes = 0;
	const splitter = splitterFor(spec.recordBytes, (raw, tooLong) => {
		if (splitter.row > rowsLookedAt) return;
		const fault = tooLong ? 'tooLong' : reader.read(raw, draft);
		const isTick = spec.rows === 'ticks';
		if (fault === undefined) {
			const values = isTick ? [draft.bid, draft.ask, draft.last] : [draft.open, draft.high, draft.low, draft.close];
			prices = Math.max(prices, ...values.map((value) => decimalsOf(value, wide.priceDigits)));
			const amounts = isTick ? [draft.bidSize, draft.askSize, draft.lastSize] : [draft.volume];
			sizes = Math.max(sizes, ...amounts.map((value) => decimalsOf(value, wide.qtyDigits)));
		}
		if (rows.length >= rowsMax) return;
		const text = textOf(raw.bytes.subarray(raw.start, raw.end), isText);
		rows.push({
			row: splitter.row,
			text,
			fault,
			timeMs: draft.timeMs,
			prices: isTick ? [draft.bid, draft.ask] : [draft.open, draft.close],
		});
	});
	const content = await contentOf(file, { packing: spec.packing });
	let bytesRead = 0;
	for await (const { bytes } of content.read(0)) {
		splitter.push(bytes);
		bytesRead += bytes.length;
		if (splitter.row > rowsLookedAt || bytesRead > bytesLookedAt) break;
	}
	if (splitter.row <= rowsLookedAt) splitter.end();
	const priceDigits = plan.priceDigits ?? (isText ? prices : wide.priceDigits);
	const scaled = (value: number): number => Math.round(value / 10 ** (wide.priceDigits - priceDigits));
	return {
		rows: rows.map((row) => ({ ...row, prices: [scaled(row.prices[0]), scaled(row.prices[1])] })),
		priceDigits,
		qtyDigits: plan.qtyDigits ?? (isText ? sizes : 0),
	};
}

export const splitterFor = (recordBytes: number | undefined, each: OnRow, from = { offset: 0, row: 0 }): Splitter =>
	recordBytes === undefined ? new LineSplitter(each, from) : new RecordSplitter(each, { recordBytes, ...from });

/** For people: control characters and bytes that are no text become visible. */
export const textOf = (bytes: Uint8Array, isText: boolean): string =>
	isText ? JSON.stringify(new TextDecoder().decode(bytes.subarray(0, 200))).slice(1, -1) : Buffer.from(bytes).toString('hex');

/** How many of the `digits` a value needs. */
function decimalsOf(value: number, digits: number): number {
	let left = digits;
	for (let rest = value; left > 0 && rest % 10 === 0; rest /= 10) left--;
	return value === 0 ? 0 : left;
}
