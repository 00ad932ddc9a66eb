import { type QualityRule, qualityRules, ruleBit } from './config.ts';

export type QualityCounts = Readonly<Record<QualityRule, number>> & {
	/** All ticks that came. */
	readonly seen: number;
	/** Those that went no further. */
	readonly dropped: number;
};

const width = qualityRules.length + 2;
const firstBit = Math.log2(ruleBit('crossed'));

/** What the rules found, by stream, since the start of the process. */
export class QualityCounters {
	#counts = new Float64Array(width * 64);

	/** Makes room for this many streams. */
	reserve(streams: number): void {
		if (streams * width <= this.#counts.length) return;
		const grown = new Float64Array(Math.max(this.#counts.length * 2, streams * width));
		grown.set(this.#counts);
		this.#counts = grown;
	}

	/** @param found bits of the rules that met this tick */
	count(stream: number, found: number, dropped: boolean): void {
		const counts = this.#counts;
		const base = stream * width;
		counts[base] = (counts[base] ?? 0) + 1;
		if (found === 0) return;
		if (dropped) counts[base + 1] = (counts[base + 1] ?? 0) + 1;
		for (let rest = found >>> firstBit, rule = 0; rest !== 0; rest >>>= 1, rule++)
			if ((rest & 1) !== 0) counts[base + 2 + rule] = (counts[base + 2 + rule] ?? 0) + 1;
	}

	of(stream: number): QualityCounts {
		const at = (n: number) => this.#counts[stream * width + n] ?? 0;
		return {
			seen: at(0),
			dropped: at(1),
			crossed: at(2),
			nonPositive: at(3),
			stale: at(4),
			spike: at(5),
			duplicate: at(6),
			outOfOrder: at(7),
			gap: at(8),
			session: at(9),
		};
	}
}
