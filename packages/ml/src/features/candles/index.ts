import type { Indicator } from '../bar.ts';
import type { State } from '../state.ts';
import { Candles } from './candles.ts';
import { Hikkake } from './hikkake.ts';
import { longer } from './longer.ts';
import { pairs } from './pairs.ts';
import { singles } from './single.ts';
import { triples } from './triples.ts';

const patterns = { ...singles, ...pairs, ...triples, ...longer };
const named = Object.entries(patterns);

/** Candlestick patterns as TA-Lib knows them, one an output: 100 where it says up, -1 times that where down, 0 where it is not there. */
export const candles = (state: State): Indicator => {
	const bars = new Candles(state);
	const [plain, modified] = [new Hikkake(state, { isModified: false }), new Hikkake(state, { isModified: true })];
	return {
		outputs: [...named.map(([name]) => name), 'hikkake', 'hikkakeModified'],
		update(bar, into) {
			bars.push(bar);
			if (!bars.isReady) {
				into.fill(Number.NaN);
				return;
			}
			named.forEach(([, pattern], at) => {
				into[at] = pattern(bars);
			});
			into[named.length] = plain.update(bars);
			into[named.length + 1] = modified.update(bars);
		},
	};
};
