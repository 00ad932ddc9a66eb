import { describe, expect, it } from 'vitest';
import { breadth, FeatureEngine, featureSetDefinition, featureTable, type PairFactory, type PairName, pairs, State } from '../src/index.ts';
import { oraclesGiven, precisionOf, readOracle } from './support/oracle.ts';
import { featureSet, quotes } from './support/quotes.ts';

type Case = { readonly file: string; readonly name: PairName; readonly period: number; readonly column: string; readonly own: string };
const cases: readonly Case[] = [
	{ file: 'bi_datatest.csv.gz', name: 'beta', period: 5, column: 'Beta', own: 'AMZN' },
	{ file: 'alpha_indicator_datatest.csv.gz', name: 'alpha', period: 5, column: 'Alpha', own: 'AMZN' },
	{ file: 'spy_qqq_cov.csv.gz', name: 'covariance', period: 252, column: 'Covariance', own: 'SPY' },
];

describe.skipIf(!oraclesGiven)('features of two series have the values of published tables (../shared/data/oracles)', () => {
	it.each(cases)('$name: $file', ({ file, name, period, column, own }) => {
		const oracle = readOracle(file);
		const make: PairFactory = pairs[name];
		const indicator = make(new State(), { period });
		const symbols = oracle.column('Symbol');
		const cells = oracle.column(column);
		let close = Number.NaN;
		let compared = 0;
		// A row of each, in turn; the second of a day has the day's value.
		oracle.bars.forEach((bar, row) => {
			if (symbols[row] === own) close = bar.close;
			else {
				const value = indicator.update(close, bar.close);
				const cell = cells[row] ?? '';
				if (Number.isNaN(value)) return;
				compared += 1;
				expect(Math.abs(value - Number(cell)), `row ${row}: ${value}, the table has ${cell}`).toBeLessThanOrEqual(precisionOf(cell));
			}
		});
		expect(compared).toBeGreaterThan(15);
	});

	it('McClellan’s oscillator and its sum, but for how the table’s averages began', () => {
		const oracle = readOracle('mcclellan_data.csv.gz');
		const [advances, printed, sums] = ['A/D Difference', 'MO', 'MSI'].map((name) => oracle.column(name).map(Number));
		const indicator = breadth.mcclellan(new State(), {});
		const off = (advances ?? []).map((advance, row) => indicator.update(advance) - (printed?.[row] ?? 0));
		// Two averages that began elsewhere differ by what fades as they fade: two rows tell how much, all others must agree.
		const [a, b] = [39, 60];
		const fade = (row: number): [number, number] => [0.9 ** (row - a), 0.95 ** (row - a)];
		const [[p, q], [r, s]] = [fade(a), fade(b)];
		const [x, y] = [off[a] ?? 0, off[b] ?? 0];
		const fast = (x * s - q * y) / (p * s - q * r);
		const slow = (p * y - r * x) / (p * s - q * r);
		const rows = off.slice(a).map((value, n) => value - fast * fade(a + n)[0] - slow * fade(a + n)[1]);
		expect(rows.length).toBeGreaterThan(120);
		for (const [n, rest] of rows.entries()) expect(Math.abs(rest), `row ${a + n}`).toBeLessThan(2e-6);
		const steps = (sums ?? []).map((sum, row) => sum - (sums?.[row - 1] ?? 0) - (printed?.[row] ?? 0)).slice(a);
		for (const step of steps) expect(Math.abs(step)).toBeLessThan(2e-5);
		const summed = breadth.mcclellanSum(new State(), {});
		const own = breadth.mcclellan(new State(), {});
		let total = 0;
		for (const advance of advances ?? []) {
			const [sum, value] = [summed.update(advance), own.update(advance)];
			if (!Number.isNaN(value)) total += value;
			expect(sum).toEqual(Number.isNaN(value) ? Number.NaN : total);
		}
	});
});

describe('correlation', () => {
	it('is one of a series with itself, minus one with its mirror, and that of a naive count between', () => {
		const [same, mirror, noisy] = [0, 1, 2].map(() => pairs.correlation(new State(), { period: 20 }));
		const walk = quotes(300, 5).map(({ bid }) => bid);
		const other = quotes(300, 9).map(({ bid }) => bid);
		let [up, down] = [1, 1];
		const returns: [number, number][] = [];
		for (const [n, price] of walk.entries()) {
			const change = n === 0 ? 0 : price / (walk[n - 1] ?? price) - 1;
			up *= 1 + change;
			down *= 1 - change;
			const [a, b, c] = [same?.update(up, up), mirror?.update(up, down), noisy?.update(price, other[n] ?? 0)];
			if (n > 0) returns.push([change, (other[n] ?? 0) / (other[n - 1] ?? 0) - 1]);
			if (n < 20) {
				expect([a, b, c]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
				continue;
			}
			const window = returns.slice(-20);
			const mean = (i: 0 | 1): number => window.reduce((sum, row) => sum + row[i], 0) / 20;
			const moment = (i: 0 | 1, j: 0 | 1): number => window.reduce((sum, row) => sum + (row[i] - mean(i)) * (row[j] - mean(j)), 0);
			expect(a).toBeCloseTo(1, 6);
			expect(b).toBeCloseTo(-1, 6);
			expect(c).toBeCloseTo(moment(0, 1) / Math.sqrt(moment(0, 0) * moment(1, 1)), 6);
		}
	});

	it('needs a window of two returns and more', () => {
		expect(() => pairs.beta(new State(), { period: 1 })).toThrow(/from 2 on/);
		expect(() => pairs.beta(new State(), {})).toThrow(/needs period/);
	});
});

describe('a set that looks at other instruments', () => {
	const set = featureSetDefinition.parse({
		...{ name: 'market', version: 1, barMs: 5000 },
		features: [
			{ kind: 'pair', name: 'correlation', periods: { period: 10 }, reference: 'GBPUSD' },
			{ kind: 'pair', name: 'beta', periods: { period: 10 }, reference: 'USDJPY' },
			{ kind: 'breadth', name: 'mcclellan', periods: { fast: 3, slow: 6 }, market: ['GBPUSD', 'USDJPY'] },
			{ kind: 'quote', name: 'spreadBps' },
		],
	});
	const streams = [
		['', quotes(3000, 1)],
		['GBPUSD', quotes(3000, 2)],
		['USDJPY', quotes(3000, 3)],
	] as const;
	const merged = streams.flatMap(([of, all]) => all.map((quote) => ({ of, quote }))).sort((a, b) => a.quote.timeMs - b.quote.timeMs);
	const feed = (engine: FeatureEngine, { of, quote }: (typeof merged)[number]): boolean => {
		if (of === '') return engine.update(quote);
		engine.refer(of, quote);
		return false;
	};

	it('names them, and has a value for each once it has seen enough', () => {
		const engine = new FeatureEngine(set);
		expect(engine.references).toEqual(['GBPUSD', 'USDJPY']);
		expect(engine.names).toEqual(['correlation_10@GBPUSD', 'beta_10@USDJPY', 'mcclellan_3_6@2', 'spreadBps']);
		for (const one of merged) feed(engine, one);
		expect([...engine.row].every(Number.isFinite)).toBe(true);
	});

	it('knows nothing of a pair whose other price it has not seen', () => {
		for (const column of featureTable(set, quotes(2000)).columns.slice(0, 3))
			expect([...new Set(Array.from(column))]).toEqual([Number.NaN]);
	});

	it('goes on from a snapshot bit by bit', () => {
		const whole = new FeatureEngine(set);
		const before = new FeatureEngine(set);
		for (const one of merged.slice(0, 5000)) {
			feed(whole, one);
			feed(before, one);
		}
		const after = new FeatureEngine(set);
		after.restore(structuredClone(before.snapshot()));
		for (const one of merged.slice(5000)) {
			feed(whole, one);
			feed(after, one);
			expect(after.row).toEqual(whole.row);
		}
	});

	it('never sees a price of another instrument that came after its bar was complete', () => {
		const rows = (moved: number): Float32Array[] => {
			const engine = new FeatureEngine(set);
			return merged.flatMap(({ of, quote }, n) => {
				const shifted = n < moved || of === '' ? quote : { ...quote, bid: quote.bid * 1.1, ask: quote.ask * 1.1 };
				return feed(engine, { of, quote: shifted }) ? [engine.row.slice()] : [];
			});
		};
		const cut = 4000;
		const known = merged.slice(0, cut).reduce(({ engine, count }, one) => ({ engine, count: count + Number(feed(engine, one)) }), {
			engine: new FeatureEngine(set),
			count: 0,
		}).count;
		const [plain, changed] = [rows(merged.length), rows(cut)];
		expect(changed.slice(0, known)).toEqual(plain.slice(0, known));
		expect(changed.slice(known)).not.toEqual(plain.slice(known));
	});

	it('refuses a market that names an instrument twice, and a set that is the same twice', () => {
		const twice = { kind: 'breadth' as const, name: 'advance' as const, periods: {}, market: ['GBPUSD', 'GBPUSD'] };
		expect(() => new FeatureEngine({ ...set, features: [twice] })).toThrow(/names an instrument twice/);
		expect(() => new FeatureEngine({ ...featureSet, features: [...set.features, ...set.features] })).toThrow(/are the same/);
	});
});
