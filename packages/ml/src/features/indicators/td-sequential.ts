import type { Bar, Indicator } from '../bar.ts';
import type { State } from '../state.ts';
import { Window } from '../windows.ts';

/** What is at hand: 0 nothing, a setup that forms (1 to buy, 2 to sell), a countdown (3, 4), a setup that is whole and perfect (5, 6), a countdown's end (7, 8). */
const phaseOf = (kind: 'setup' | 'countdown' | 'perfect' | 'end', sign: number): number =>
	({ setup: 1, countdown: 3, perfect: 5, end: 7 })[kind] + (sign > 0 ? 0 : 1);

const [setup, countdown, limit, eighth] = [0, 1, 2, 3];
const setupBars = 9;
const countdownBars = 13;

/**
 * DeMark's sequential. A setup is nine closes in a row, each below the one four bars before (above, to sell), after a close that was not; it is perfect where its last two
 * lows undercut those of bars six and seven. Then closes at or below the low two bars before are counted to thirteen, in a row or not. A close beyond the setup's
 * furthest high, or a whole setup of the other side, ends the countdown. `setup` and `countdown` are the counts so far, below zero to sell.
 */
export const tdSequential = (state: State): Indicator => {
	const [closes, highs, lows] = [new Window(state, 6), new Window(state, setupBars + 1), new Window(state, setupBars + 1)];
	const of = state.reserve(4);
	const at = (index: number): number => of[index] ?? 0;

	/** The side of this bar's close against the one four bars ago: 1 for lower, -1 for higher, 0 for as high. */
	const sideOf = (back: number): number => Math.sign(closes.ago(back + 4) - closes.ago(back));
	const worst = (sign: number, back: number): number => (sign > 0 ? lows.ago(back) : -highs.ago(back));
	const isPerfect = (sign: number): boolean => Math.min(worst(sign, 0), worst(sign, 1)) <= Math.min(worst(sign, 2), worst(sign, 3));

	function countSetup(): void {
		const side = sideOf(0);
		const count = at(setup);
		const isWhole = Math.abs(count) === setupBars;
		if (side !== 0 && side === Math.sign(count) && !isWhole) of[setup] = count + side;
		else if (side !== 0 && sideOf(1) === -side) of[setup] = side;
		else of[setup] = 0;
	}
	function beginCountdown(sign: number): void {
		let furthest = Number.NEGATIVE_INFINITY;
		for (let back = 0; back < setupBars; back++) furthest = Math.max(furthest, sign > 0 ? highs.ago(back) : -lows.ago(back));
		of[countdown] = 0;
		of[limit] = furthest * sign;
		of[eighth] = Number.NaN;
	}
	/** Of the countdown that runs; 0 where none does. */
	const side = state.reserve(1);
	/** @returns whether it ends with this bar. */
	function count({ close, high, low }: Bar, sign: number): boolean {
		if ((close - at(limit)) * sign > 0) {
			side[0] = 0;
			of[countdown] = 0;
			return false;
		}
		const before = sign > 0 ? lows.ago(2) : highs.ago(2);
		if ((before - close) * sign < 0) return false;
		const next = Math.abs(at(countdown)) + 1;
		// The last one waits until it undercuts the close of the eighth.
		if (next >= countdownBars && ((sign > 0 ? low : high) - at(eighth)) * sign > 0) return false;
		of[countdown] = next * sign;
		if (next === 8) of[eighth] = close;
		return next >= countdownBars;
	}
	return {
		outputs: ['phase', 'setup', 'countdown'],
		update(bar, into) {
			closes.push(bar.close);
			highs.push(bar.high);
			lows.push(bar.low);
			into.fill(Number.NaN);
			if (!closes.isFull) return;
			const running = side[0] ?? 0;
			const isEnd = running !== 0 && count(bar, running);
			countSetup();
			const sign = Math.sign(at(setup));
			const isWhole = Math.abs(at(setup)) === setupBars;
			const perfect = isWhole && isPerfect(sign);
			if (isWhole && sign !== (side[0] ?? 0)) {
				side[0] = sign;
				beginCountdown(sign);
			}
			const going = side[0] ?? 0;
			const phase = isEnd
				? phaseOf('end', running)
				: perfect
					? phaseOf('perfect', sign)
					: isWhole
						? phaseOf('setup', sign)
						: going !== 0
							? phaseOf('countdown', going)
							: sign === 0
								? 0
								: phaseOf('setup', sign);
			into.set([phase, at(setup), at(countdown)]);
			if (!isEnd) return;
			side[0] = 0;
			of[countdown] = 0;
		},
	};
};
