import { columnNames, columnsOver, subColumns, type TickColumns, tickBytes } from './columns.ts';
import { emptyTick, type Tick } from './tick.ts';

/**
 * Ticks in columns, in order of arrival. Who loops over many reads `columns` up to `length`; `at` makes an object for those who look at
 * few. Columns are replaced when the batch grows: nobody keeps one across an append.
 */
export class TickBatch {
	length = 0;
	columns: TickColumns;

	/** @param columns memory of the caller's, for example shared between threads; the batch leaves it when it has to grow. */
	constructor(columns: TickColumns | number = 256) {
		this.columns =
			typeof columns === 'number'
				? columnsOver(new ArrayBuffer(Math.max(1, columns) * tickBytes), { offset: 0, capacity: Math.max(1, columns) })
				: columns;
	}

	static of(ticks: Iterable<Partial<Tick>>): TickBatch {
		const batch = new TickBatch();
		for (const tick of ticks) batch.append({ ...emptyTick, ...tick });
		return batch;
	}

	get capacity(): number {
		return this.columns.timeMs.length;
	}

	/** A new row of zeros, to be filled through `columns`. @returns its number */
	add(): number {
		if (this.length === this.capacity) this.reserve(this.capacity * 2);
		const row = this.length++;
		const { columns } = this;
		columns.timeMs[row] = 0;
		columns.receivedMs[row] = 0;
		columns.bid[row] = 0;
		columns.ask[row] = 0;
		columns.last[row] = 0;
		columns.bidSize[row] = 0;
		columns.askSize[row] = 0;
		columns.lastSize[row] = 0;
		columns.timeNs[row] = 0;
		columns.receivedNs[row] = 0;
		columns.instrumentId[row] = 0;
		columns.venueId[row] = 0;
		columns.flags[row] = 0;
		return row;
	}

	/** @returns the row's number */
	append(tick: Tick): number {
		if (this.length === this.capacity) this.reserve(this.capacity * 2);
		const row = this.length++;
		this.set(row, tick);
		return row;
	}

	/** Copies rows [from, to) of another batch to the end of this one. */
	appendRows(other: TickBatch, from = 0, to = other.length): void {
		const count = to - from;
		if (this.length + count > this.capacity) this.reserve(Math.max(this.capacity * 2, this.length + count));
		for (const name of columnNames) this.columns[name].set(other.columns[name].subarray(from, to), this.length);
		this.length += count;
	}

	/** @param row below `length` */
	set(row: number, tick: Tick): void {
		const { columns } = this;
		columns.timeMs[row] = tick.timeMs;
		columns.receivedMs[row] = tick.receivedMs;
		columns.bid[row] = tick.bid;
		columns.ask[row] = tick.ask;
		columns.last[row] = tick.last;
		columns.bidSize[row] = tick.bidSize;
		columns.askSize[row] = tick.askSize;
		columns.lastSize[row] = tick.lastSize;
		columns.timeNs[row] = tick.timeNs;
		columns.receivedNs[row] = tick.receivedNs;
		columns.instrumentId[row] = tick.instrumentId;
		columns.venueId[row] = tick.venueId;
		columns.flags[row] = tick.flags;
	}

	/** @throws RangeError beyond the last row */
	at(row: number): Tick {
		if (!(row >= 0 && row < this.length)) throw new RangeError(`row ${row} of a batch of ${this.length} ticks`);
		const { columns } = this;
		return {
			instrumentId: columns.instrumentId[row] ?? 0,
			venueId: columns.venueId[row] ?? 0,
			timeMs: columns.timeMs[row] ?? 0,
			timeNs: columns.timeNs[row] ?? 0,
			receivedMs: columns.receivedMs[row] ?? 0,
			receivedNs: columns.receivedNs[row] ?? 0,
			bid: columns.bid[row] ?? 0,
			ask: columns.ask[row] ?? 0,
			last: columns.last[row] ?? 0,
			bidSize: columns.bidSize[row] ?? 0,
			askSize: columns.askSize[row] ?? 0,
			lastSize: columns.lastSize[row] ?? 0,
			flags: columns.flags[row] ?? 0,
		};
	}

	/** Rows [from, to) as a batch of their own over the same memory: what changes here shows there, until this batch grows or is cleared. */
	slice(from = 0, to = this.length): TickBatch {
		const end = Math.min(to, this.length);
		const start = Math.max(0, Math.min(from, end));
		const part = new TickBatch(subColumns(this.columns, start, end));
		part.length = end - start;
		return part;
	}

	/** Forgets the rows and keeps the memory. */
	clear(): void {
		this.length = 0;
	}

	/** Makes room for `capacity` rows in all. */
	reserve(capacity: number): void {
		if (capacity <= this.capacity) return;
		const room = Math.max(1, capacity);
		const columns = columnsOver(new ArrayBuffer(room * tickBytes), { offset: 0, capacity: room });
		for (const name of columnNames) columns[name].set(this.columns[name].subarray(0, this.length));
		this.columns = columns;
	}

	*[Symbol.iterator](): Generator<Tick> {
		for (let row = 0; row < this.length; row++) yield this.at(row);
	}
}
