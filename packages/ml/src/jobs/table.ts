import { createHash, type Hash } from 'node:crypto';
import type { FeatureSetDefinition } from '../features/definition.ts';
import { FeatureEngine } from '../features/engine.ts';
import { direction, horizonReturn, type Labels, type Prices, tripleBarrier } from '../features/labels.ts';
import type { Quote } from '../features/microstructure.ts';
import type { LabelSpec } from './request.ts';

/** Rows to learn from, in time's order, in shared memory: many threads read one copy. */
export type TrainingTable = {
	readonly names: readonly string[];
	readonly columns: readonly Float32Array[];
	readonly labels: Float32Array;
	/** When a row was known, and when its label was. */
	readonly times: Float64Array;
	readonly labelTimes: Float64Array;
	readonly quotes: number;
	/** Of the quotes, in hex: the same data have the same. */
	readonly sha256: string;
};

export function labelsOf(prices: Prices, label: LabelSpec): Labels {
	if (label.kind === 'direction') return direction(prices, label.horizonMs);
	if (label.kind === 'return') return horizonReturn(prices, label.horizonMs);
	const { values, labelTimes } = tripleBarrier(prices, { up: label.up, down: label.down, horizon: label.horizonMs });
	return { values: values.map((side) => side + 1), labelTimes };
}

/** Feature rows, one where each bar completes, as the engine had them then. */
export type FeatureRows = {
	readonly names: readonly string[];
	readonly times: Float64Array;
	readonly mids: Float64Array;
	readonly columns: readonly Float32Array[];
	readonly quotes: number;
	readonly sha256: string;
};

/** Takes quotes as they come and keeps a row where each bar completes: the engine is the live one, so that rows are what serving will see. */
export class RowBuilder {
	readonly #engine: FeatureEngine;
	readonly #hash: Hash = createHash('sha256');
	readonly #packed = new Float64Array(5);
	readonly #times: number[] = [];
	readonly #mids: number[] = [];
	readonly #rows: Float32Array[] = [];
	readonly #rowsMax: number;
	#quotes = 0;

	constructor(definition: FeatureSetDefinition, { rowsMax }: { readonly rowsMax: number }) {
		this.#engine = new FeatureEngine(definition);
		this.#rowsMax = rowsMax;
	}

	/** @throws RangeError where there are more rows than a training may have. */
	add(quote: Quote): void {
		this.#packed.set([quote.timeMs, quote.bid, quote.ask, quote.bidSize, quote.askSize]);
		this.#hash.update(new Uint8Array(this.#packed.buffer));
		this.#quotes += 1;
		if (!this.#engine.update(quote)) return;
		if (this.#rows.length >= this.#rowsMax)
			throw new RangeError(`there are more than ${this.#rowsMax} rows: take a shorter range, longer bars or fewer features`);
		this.#times.push(quote.timeMs);
		this.#mids.push((quote.bid + quote.ask) / 2);
		this.#rows.push(this.#engine.row.slice());
	}

	/** Takes a quote of another instrument that the set looks at. It is of the data that the rows come from. */
	refer(instrument: string, quote: Quote): void {
		this.#packed.set([quote.timeMs, quote.bid, quote.ask, quote.bidSize, quote.askSize]);
		this.#hash.update(instrument).update(new Uint8Array(this.#packed.buffer));
		this.#engine.refer(instrument, quote);
	}

	rows(): FeatureRows {
		return {
			names: this.#engine.names,
			times: Float64Array.from(this.#times),
			mids: Float64Array.from(this.#mids),
			columns: this.#engine.names.map((_, f) => Float32Array.from(this.#rows, (row) => row[f] ?? Number.NaN)),
			quotes: this.#quotes,
			sha256: this.#hash.copy().digest('hex'),
		};
	}
}

const rowsMin = 200;

/**
 * Rows whose label is known and whose features have all begun to tell something.
 *
 * @throws RangeError where too few are left.
 */
export function trainingTable(rows: FeatureRows, label: LabelSpec): TrainingTable {
	const { values, labelTimes } = labelsOf({ times: rows.times, prices: rows.mids }, label);
	const warm = Math.max(...rows.columns.map((column) => column.findIndex((value) => !Number.isNaN(value))));
	if (rows.columns.some((column) => column.every(Number.isNaN)))
		throw new RangeError('a feature has no value in all of the range: take a longer one, or shorter periods');
	const kept: number[] = [];
	for (let row = warm; row < values.length; row++) if (!Number.isNaN(values[row])) kept.push(row);
	if (kept.length < rowsMin)
		throw new RangeError(`the range gives ${kept.length} rows with a label, ${rowsMin} are needed: take a longer range or shorter bars`);
	return {
		names: rows.names,
		columns: rows.columns.map((column) => shared32(kept, column)),
		labels: shared32(kept, values),
		times: shared64(kept, rows.times),
		labelTimes: shared64(kept, labelTimes),
		quotes: rows.quotes,
		sha256: rows.sha256,
	};
}

function shared32(rows: readonly number[], from: Float32Array): Float32Array {
	const into = new Float32Array(new SharedArrayBuffer(rows.length * 4));
	rows.forEach((row, at) => {
		into[at] = from[row] ?? Number.NaN;
	});
	return into;
}

function shared64(rows: readonly number[], from: Float64Array): Float64Array {
	const into = new Float64Array(new SharedArrayBuffer(rows.length * 8));
	rows.forEach((row, at) => {
		into[at] = from[row] ?? Number.NaN;
	});
	return into;
}
