import { Random } from '../random/random.ts';
import type { Quote } from './microstructure.ts';

/** Rows of features for quotes, a column each, as long as the quotes. */
export type FeatureTable = { readonly names: readonly string[]; readonly columns: readonly ArrayLike<number>[] };

/**
 * Features that see the future: those whose value at a row changes when only later quotes change. Tried at several places, each with another future.
 *
 * @returns their names, with the first row that gave each away.
 */
export function futureFeatures(input: {
	readonly compute: (quotes: readonly Quote[]) => FeatureTable;
	readonly quotes: readonly Quote[];
	readonly cuts?: number;
	readonly seed?: number;
}): { readonly name: string; readonly row: number }[] {
	const { compute, quotes, cuts = 8, seed = 1 } = input;
	const random = new Random(seed);
	const whole = compute(quotes);
	const found = new Map<string, number>();
	for (let n = 0; n < cuts; n++) {
		const cut = 1 + Math.floor(((n + random.uniform()) * (quotes.length - 1)) / cuts);
		const move = random.uniform() < 0.5 ? 0.9 : 1.1;
		const other = quotes.map((quote, i) => (i < cut ? quote : { ...quote, bid: quote.bid * move, ask: quote.ask * move * 1.001 }));
		const changed = compute(other);
		whole.names.forEach((name, f) => {
			for (let row = 0; row < cut; row++) {
				if (Object.is(whole.columns[f]?.[row], changed.columns[f]?.[row])) continue;
				found.set(name, Math.min(row, found.get(name) ?? row));
				break;
			}
		});
	}
	return [...found].map(([name, row]) => ({ name, row }));
}
