import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Lwma, RollingMax, RollingMin, RollingSum, Sma, Spread } from '../src/features/windows.ts';
import {
	asOf,
	direction,
	FeatureEngine,
	type FeatureTable,
	featureTable,
	futureFeatures,
	horizonReturn,
	type Quote,
	State,
	tripleBarrier,
} from '../src/index.ts';
import { featureSet, quotes } from './support/quotes.ts';

const recorded = quotes(6000);

describe('a feature set', () => {
	it('has values for every feature once it has seen enough', () => {
		const { columns, names } = featureTable(featureSet, recorded);
		expect(names).toContain('bollinger_20.upper.rel');
		for (const column of columns) expect(Number.isFinite(column.at(-1))).toBe(true);
	});

	it('goes on from a snapshot bit by bit as if it had never stopped', () => {
		const whole = featureTable(featureSet, recorded);
		for (const cut of [1, 500, 3777]) {
			const before = new FeatureEngine(featureSet);
			for (const quote of recorded.slice(0, cut)) before.update(quote);
			const after = new FeatureEngine(featureSet);
			after.restore(structuredClone(before.snapshot()));
			recorded.slice(cut).forEach((quote, i) => {
				after.update(quote);
				expect([...after.row]).toEqual(whole.columns.map((column) => column[cut + i]));
			});
		}
	});

	it('never sees the future', () => {
		expect(futureFeatures({ compute: (given) => featureTable(featureSet, given), quotes: recorded.slice(0, 2000) })).toEqual([]);
	});

	it('that was given a look at the next quote is found out, and no other feature is', () => {
		const planted = (given: readonly Quote[]): FeatureTable => {
			const honest = featureTable(featureSet, given);
			const peek = given.map((quote, i) => (given[i + 1] ?? quote).bid);
			return { names: [...honest.names, 'peek'], columns: [...honest.columns, peek] };
		};
		const found = futureFeatures({ compute: planted, quotes: recorded.slice(0, 2000) });
		expect(found.map(({ name }) => name)).toEqual(['peek']);
	});

	it('refuses a quote that belongs to a bar before, and a snapshot of another version', () => {
		const engine = new FeatureEngine(featureSet);
		const [first, , , , , ...rest] = recorded;
		const late = rest.at(100);
		if (first === undefined || late === undefined) throw new Error('no quotes');
		engine.update(late);
		expect(() => engine.update(first)).toThrow(/after the bar of its time was complete/);
		expect(() => new FeatureEngine({ ...featureSet, version: 4 }).restore(engine.snapshot())).toThrow(
			/version 3, this is minutes version 4/,
		);
	});

	it.each([
		[{ kind: 'indicator', name: 'rsi', periods: {} }, /period must be a whole number from 1 on, it is undefined/],
		[
			{ kind: 'indicator', name: 'macd', periods: { fast: 3, slow: 5, signal: 2 }, output: 'nope' },
			/macd has no output nope; it has macd, signal, histogram/,
		],
		[{ kind: 'quote', name: 'midReturnBps', periods: {} }, /needs period/],
	] as const)('says what is wrong with %j', (feature, message) => {
		expect(() => new FeatureEngine({ ...featureSet, features: [feature] as never })).toThrow(message);
	});
});

describe('windows', () => {
	const series = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 80 });
	const naive = (values: readonly number[], at: number, size: number): number[] => values.slice(at - size + 1, at + 1);
	const mean = (window: readonly number[]): number => window.reduce((sum, value) => sum + value, 0) / window.length;

	it.each([
		['sum', RollingSum, (window: readonly number[]) => mean(window) * window.length],
		['average', Sma, mean],
		['largest', RollingMax, (window: readonly number[]) => Math.max(...window)],
		['smallest', RollingMin, (window: readonly number[]) => Math.min(...window)],
		['weighted average', Lwma, (window: readonly number[]) => mean(window.flatMap((value, i) => new Array<number>(i + 1).fill(value)))],
		['variance', Spread, (window: readonly number[]) => mean(window.map((value) => (value - mean(window)) ** 2))],
	] as const)('of one pass have the %s of a naive count', (_, Kind, count) => {
		fc.assert(
			fc.property(series, fc.integer({ min: 1, max: 12 }), (values, size) => {
				const window = new Kind(new State(), size);
				values.forEach((value, at) => {
					const got = window.update(value);
					if (at + 1 < size) expect(got).toBeNaN();
					else {
						const want = count(naive(values, at, size));
						expect(Math.abs(got - want)).toBeLessThanOrEqual(1e-9 * Math.max(1e6, Math.abs(want), got));
					}
				});
			}),
		);
	});

	it('stay exact over a million updates', () => {
		const sum = new RollingSum(new State(), 3);
		for (let n = 0; n < 1_000_000; n++) sum.update(0.1 * (n % 7) + 1e9 * (n % 2));
		const [a, b, c] = [0, 0, 0].map((x) => sum.update(x));
		expect([c, a === b]).toEqual([0, false]);
	});
});

describe('labels', () => {
	const times = [0, 10, 20, 30, 40, 50];
	const prices = [100, 101, 99, 102, 102, 90];

	it('of a horizon take the first price at or after it, and say when that was', () => {
		const { values, labelTimes } = horizonReturn({ times, prices }, 15);
		expect(values[0]).toBeCloseTo(-0.01, 6);
		expect([...labelTimes].slice(0, 4)).toEqual([20, 30, 40, 50]);
		expect([...values].slice(4).every(Number.isNaN)).toBe(true);
	});

	it('of a direction leave out prices that stand', () => {
		expect([...direction({ times, prices }, 10).values]).toEqual([1, 0, 1, Number.NaN, 0, Number.NaN]);
	});

	it('of three barriers name the first that is met', () => {
		const { values, labelTimes } = tripleBarrier({ times, prices }, { up: 0.015, down: 0.015, horizon: 25 });
		expect([...values]).toEqual([0, -1, 1, -1, -1, Number.NaN]);
		expect([...labelTimes].slice(0, 3)).toEqual([30, 20, 30]);
	});

	it('joined as of a time never take what came later', () => {
		fc.assert(
			fc.property(fc.array(fc.nat(50)), fc.array(fc.nat(50)), (left, right) => {
				const [a, b] = [left.toSorted((x, y) => x - y), right.toSorted((x, y) => x - y)];
				asOf(a, b).forEach((row, i) => {
					expect(row).toBe(b.filter((time) => time <= (a[i] ?? 0)).length - 1);
				});
			}),
		);
	});
});
