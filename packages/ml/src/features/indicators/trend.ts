import { type Indicator, single } from '../bar.ts';
import type { State } from '../state.ts';
import { Window } from '../windows.ts';

/** What a parabolic stop remembers: side (1 long, -1 short, 0 none yet), stop, extreme point, acceleration, and the bar before. */
const [side, stop, extreme, pace, lastHigh, lastLow, seen] = [0, 1, 2, 3, 4, 5, 6];

/**
 * Wilder's parabolic stop and reverse. `signed` is below zero while the position is short, as in the extended form.
 */
export const parabolicSar = (state: State, { step = 0.02, max = 0.2 }: { step?: number; max?: number }): Indicator => {
	const of = state.reserve(7);
	const at = (index: number): number => of[index] ?? 0;
	const outputs = ['sar', 'signed'] as const;
	const begin = (high: number, low: number): void => {
		const down = at(lastLow) - low;
		const isShort = down > 0 && high - at(lastHigh) < down;
		of[side] = isShort ? -1 : 1;
		of[stop] = isShort ? at(lastHigh) : at(lastLow);
		of[extreme] = isShort ? low : high;
		of[pace] = step;
		of.set([high, low], lastHigh);
	};
	/** The long case; the short one is the same upside down. @returns the stop of this bar */
	const advance = (
		sign: number,
		bar: { readonly best: number; readonly worst: number; readonly bestBefore: number; readonly worstBefore: number },
	): number => {
		const furthest = (...values: number[]): number => (sign > 0 ? Math.min(...values) : Math.max(...values));
		const nearest = (...values: number[]): number => (sign > 0 ? Math.max(...values) : Math.min(...values));
		const { best, worst, bestBefore, worstBefore } = bar;
		if ((worst - at(stop)) * sign <= 0) {
			const shown = nearest(at(extreme), bestBefore, best);
			of[side] = -sign;
			of[pace] = step;
			of[extreme] = worst;
			of[stop] = nearest(shown + step * (worst - shown), bestBefore, best);
			return shown;
		}
		const shown = at(stop);
		if ((best - at(extreme)) * sign > 0) {
			of[extreme] = best;
			of[pace] = Math.min(max, at(pace) + step);
		}
		of[stop] = furthest(shown + at(pace) * (at(extreme) - shown), worstBefore, worst);
		return shown;
	};
	return {
		outputs,
		update({ high, low }, into) {
			of[seen] = at(seen) + 1;
			if (at(seen) === 1) {
				of.set([high, low], lastHigh);
				into.fill(Number.NaN);
				return;
			}
			if (at(seen) === 2) begin(high, low);
			const isLong = at(side) > 0;
			const shown = isLong
				? advance(1, { best: high, worst: low, bestBefore: at(lastHigh), worstBefore: at(lastLow) })
				: advance(-1, { best: low, worst: high, bestBefore: at(lastLow), worstBefore: at(lastHigh) });
			of.set([high, low], lastHigh);
			into.set([shown, at(side) > 0 ? shown : -shown]);
		},
	};
};

/** 1 where the bar `length` ago is now known to be the highest of those around it, -1 where it is the lowest: it is told only once it is past. */
export const pivots = (state: State, { length }: { length: number }): Indicator => {
	const [highs, lows] = [new Window(state, 2 * length + 1), new Window(state, 2 * length + 1)];
	const stands = (window: Window, sign: number): boolean => {
		const middle = window.ago(length);
		for (let back = 0; back <= 2 * length; back++) if (back !== length && (window.ago(back) - middle) * sign >= 0) return false;
		return true;
	};
	return single('pivot', ({ high, low }) => {
		highs.push(high);
		lows.push(low);
		if (!highs.isFull) return Number.NaN;
		return stands(highs, 1) ? 1 : stands(lows, -1) ? -1 : 0;
	});
};

/** In-phase and quadrature components of the price (Ehlers 2001), from differences over `length` bars. */
export const hilbert = (
	state: State,
	{ length, inPhaseShare = 0.635, quadratureShare = 0.338 }: { length: number; inPhaseShare?: number; quadratureShare?: number },
): Indicator => {
	const [closes, differences] = [new Window(state, length + 1), new Window(state, 4)];
	const [inPhases, quadratures] = [new Window(state, 3), new Window(state, 2)];
	const known = (value: number): number => (Number.isNaN(value) ? 0 : value);
	return {
		outputs: ['inPhase', 'quadrature'],
		update({ close }, into) {
			closes.push(close);
			into.fill(Number.NaN);
			if (!closes.isFull) return;
			const now = close - closes.ago(length);
			differences.push(now);
			const before = known(differences.ago(1));
			const quadrature = before - quadratureShare * now + quadratureShare * known(quadratures.ago(1));
			quadratures.push(quadrature);
			// The table's in-phase begins two bars after its first difference.
			const isReady = differences.seen >= 3;
			const inPhase = isReady ? 1.25 * (known(differences.ago(3)) - inPhaseShare * before) + inPhaseShare * known(inPhases.ago(2)) : 0;
			inPhases.push(inPhase);
			into.set([isReady ? inPhase : Number.NaN, quadrature]);
		},
	};
};

type Filter = { readonly c0: number; readonly b1: number; readonly b2: number; readonly a1: number; readonly a2: number };
function twoPole(period: number): number {
	const beta = 2.415 * (1 - Math.cos((2 * Math.PI) / period));
	return -beta + Math.sqrt(beta * beta + 2 * beta);
}
function filters(period: number): readonly Filter[] {
	const angle = (2 * Math.PI) / period;
	const alpha = twoPole(period);
	const [a1, a2] = [2 * (1 - alpha), -((1 - alpha) ** 2)];
	const high = (Math.cos(angle) + Math.sin(angle) - 1) / Math.cos(angle);
	return [
		{ c0: alpha * alpha, b1: 0, b2: 0, a1, a2 },
		{ c0: (alpha * alpha) / 4, b1: 2, b2: 1, a1, a2 },
		{ c0: (1 + high) / 2, b1: -1, b2: 0, a1: 1 - high, a2: 0 },
		{ c0: (1 + alpha) ** 2 / 4, b1: -2, b2: 1, a1, a2 },
	];
}

/** Ehlers' "Swiss army knife": Gauss and Butterworth low passes, one- and two-pole high passes. */
export const swissArmyKnife = (state: State, { period }: { period: number }): Indicator => {
	const all = filters(period).map((filter) => ({ filter, past: state.reserve(2) }));
	const prices = state.reserve(2, Number.NaN);
	return {
		outputs: ['gauss', 'butter', 'highPass', 'twoPoleHighPass'],
		update({ close }, into) {
			// As if the first price had always been.
			const before = Number.isNaN(prices[0]) ? close : (prices[0] ?? 0);
			const earlier = Number.isNaN(prices[1]) ? before : (prices[1] ?? 0);
			all.forEach(({ filter, past }, at) => {
				const { c0, b1, b2, a1, a2 } = filter;
				const value = c0 * (close + b1 * before + b2 * earlier) + a1 * (past[0] ?? 0) + a2 * (past[1] ?? 0);
				past.set([value, past[0] ?? 0]);
				into[at] = value;
			});
			prices.set([close, before]);
		},
	};
};
