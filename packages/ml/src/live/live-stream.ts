import type { RecordHeader, TickBatch } from '@meridian/market-data';
import type { FeatureSetDefinition } from '../features/definition.ts';
import { FeatureEngine } from '../features/engine.ts';
import { packQuotes, unpackQuotes } from '../features/from-ticks.ts';
import type { OnlineRow } from '../store/online.ts';
import type { LiveSnapshot } from './snapshot.ts';

export type LiveCounts = { quotes: number; late: number; rows: number };

/** One feature set of one instrument of one tenant, as its ticks come. Entries that it has seen, and ticks of what it does not look at, change nothing. */
export class LiveStream {
	readonly #instrument: string;
	readonly #engine: FeatureEngine;
	readonly #seen: boolean[];
	#isWarm = false;
	#sequence: number;

	/** @param input.sequence of the last entry that is not wanted */
	constructor(input: { readonly instrument: string; readonly definition: FeatureSetDefinition; readonly sequence: number }) {
		this.#instrument = input.instrument;
		this.#engine = new FeatureEngine(input.definition);
		this.#seen = this.#engine.names.map(() => false);
		this.#sequence = input.sequence;
	}

	get sequence(): number {
		return this.#sequence;
	}

	/** Every feature has had a value: before that no row is given out, as none is trained on. */
	get isWarm(): boolean {
		return this.#isWarm;
	}

	/** Whose ticks it wants, of its tenant and venue. */
	get instruments(): readonly string[] {
		return [...new Set([this.#instrument, ...this.#engine.references])];
	}

	/** @returns the row of the last bar that these ticks completed; undefined where they completed none, or it is not warm. */
	take(input: {
		readonly sequence: number;
		readonly header: RecordHeader;
		readonly batch: TickBatch;
		readonly counts: LiveCounts;
	}): OnlineRow | undefined {
		const { sequence, header, batch, counts } = input;
		if (sequence <= this.#sequence) return undefined;
		this.#sequence = sequence;
		let last: OnlineRow | undefined;
		for (const quote of unpackQuotes(packQuotes(batch, header))) {
			this.#engine.refer(header.instrument, quote);
			if (header.instrument !== this.#instrument) continue;
			counts.quotes += 1;
			if (this.#engine.isLate(quote.timeMs)) {
				counts.late += 1;
				continue;
			}
			if (!this.#engine.update(quote)) continue;
			this.#look();
			if (!this.#isWarm) continue;
			counts.rows += 1;
			last = { timeMs: quote.timeMs, row: this.#engine.row.slice() };
		}
		return last;
	}

	snapshot(): LiveSnapshot {
		return { sequence: this.#sequence, isWarm: this.#isWarm, numbers: this.#engine.snapshot().numbers };
	}

	/** @throws RangeError where the snapshot has not the size of this set's numbers. */
	restore({ sequence, isWarm, numbers }: LiveSnapshot, { name, version }: Pick<FeatureSetDefinition, 'name' | 'version'>): void {
		this.#engine.restore({ name, version, numbers });
		this.#sequence = sequence;
		this.#isWarm = isWarm;
	}

	#look(): void {
		if (this.#isWarm) return;
		this.#engine.row.forEach((value, f) => {
			if (!Number.isNaN(value)) this.#seen[f] = true;
		});
		this.#isWarm = this.#seen.every(Boolean);
	}
}
