import { TickBatch } from '../tick/index.ts';

type Cursor = { readonly source: AsyncIterator<TickBatch>; batch: TickBatch; row: number };

const batchRows = 8192;

/**
 * Several ordered streams of ticks as one, by time. Equal times come in the order of the sources, and within a source as they were: the
 * same sources give the same stream, however their batches are cut.
 */
export async function* mergeByTime(sources: readonly AsyncIterable<TickBatch>[]): AsyncGenerator<TickBatch> {
	const cursors: Cursor[] = [];
	try {
		for (const each of sources) {
			const cursor: Cursor = { source: each[Symbol.asyncIterator](), batch: new TickBatch(1), row: 0 };
			cursors.push(cursor);
			await refill(cursor);
		}
		let out = new TickBatch(batchRows);
		for (;;) {
			const [head, next] = twoEarliest(cursors);
			if (head === undefined) break;
			// As long as this source is the earliest, its rows are copied in one go.
			const end = next === undefined ? head.batch.length : runEnd(head, next, cursors.indexOf(head) < cursors.indexOf(next));
			const to = Math.min(end, head.row + batchRows - out.length);
			out.appendRows(head.batch, head.row, to);
			head.row = to;
			if (out.length === batchRows) {
				yield out;
				out = new TickBatch(batchRows);
			}
			if (head.row === head.batch.length) await refill(head);
		}
		if (out.length > 0) yield out;
	} finally {
		for (const { source } of cursors) await source.return?.();
	}
}

async function refill(cursor: Cursor): Promise<void> {
	do {
		const { done, value } = await cursor.source.next();
		cursor.batch = done === true ? new TickBatch(1) : value;
		cursor.row = 0;
		if (done === true) return;
	} while (cursor.batch.length === 0);
}

/** Of sources at the same time, the first counts as earlier. */
function twoEarliest(cursors: readonly Cursor[]): readonly [Cursor | undefined, Cursor | undefined] {
	let first: Cursor | undefined;
	let second: Cursor | undefined;
	for (const cursor of cursors) {
		if (cursor.row >= cursor.batch.length) continue;
		if (first === undefined || compareHeads(cursor, first) < 0) {
			second = first;
			first = cursor;
		} else if (second === undefined || compareHeads(cursor, second) < 0) second = cursor;
	}
	return [first, second];
}

const compareHeads = (a: Cursor, b: Cursor): number => compareRows(a, a.row, b);

function compareRows(a: Cursor, row: number, b: Cursor): number {
	const mine = a.batch.columns;
	const other = b.batch.columns;
	const ms = (mine.timeMs[row] ?? 0) - (other.timeMs[b.row] ?? 0);
	return ms === 0 ? (mine.timeNs[row] ?? 0) - (other.timeNs[b.row] ?? 0) : ms;
}

/** The first row of `head` that must wait for `next`; at least one row goes. */
function runEnd(head: Cursor, next: Cursor, winsTies: boolean): number {
	let row = head.row + 1;
	while (row < head.batch.length) {
		const order = compareRows(head, row, next);
		if (order > 0 || (order === 0 && !winsTies)) break;
		row++;
	}
	return row;
}
