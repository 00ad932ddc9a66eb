import { describe, expect, it } from 'vitest';
import { armOf, Bandit, baselineOf, ModelMonitor, Random, SequentialTest } from '../src/index.ts';

describe('a split by hash', () => {
	const arms = [
		{ name: 'A', share: 0.8 },
		{ name: 'B', share: 0.2 },
	];
	const subjects = Array.from({ length: 20_000 }, (_, i) => `account-${i}`);

	it('gives each subject one arm for good, as often as its share', () => {
		const first = subjects.map((subject) => armOf(arms, { experiment: 'x', subject }));
		expect(subjects.map((subject) => armOf(arms, { experiment: 'x', subject }))).toEqual(first);
		expect(first.filter((arm) => arm === 'B').length / subjects.length).toBeCloseTo(0.2, 1);
	});

	it('splits another experiment independently', () => {
		const both = subjects.filter(
			(subject) => armOf(arms, { experiment: 'x', subject }) === 'B' && armOf(arms, { experiment: 'y', subject }) === 'B',
		);
		expect(both.length / subjects.length).toBeCloseTo(0.04, 2);
	});

	it('refuses shares that do not sum to one', () => {
		expect(() => armOf([{ name: 'A', share: 0.5 }], { experiment: 'x', subject: 'y' })).toThrow(/sum to 0.5/);
	});
});

describe('a test that is looked at after every observation', () => {
	const run = (seed: number, effect: number): { pValue: number; steps: number } => {
		const random = new Random(seed);
		const test = new SequentialTest({ effect: 0.2 });
		for (let n = 1; n <= 2000; n++) {
			test.add('A', random.normal());
			test.add('B', effect + random.normal());
			if (test.answer().pValue < 0.05) return { pValue: test.answer().pValue, steps: n };
		}
		return { pValue: test.answer().pValue, steps: 2000 };
	};

	it('is wrong about equal arms no more often than it says', () => {
		const wrong = Array.from({ length: 200 }, (_, seed) => run(seed + 1, 0)).filter(({ pValue }) => pValue < 0.05);
		expect(wrong.length).toBeLessThanOrEqual(14);
	});

	it('finds a difference, and sooner where it is larger', () => {
		const steps = (effect: number): number =>
			Array.from({ length: 20 }, (_, seed) => run(seed + 1, effect).steps).reduce((sum, n) => sum + n, 0);
		expect(steps(0.3)).toBeLessThan(20 * 1500);
		expect(steps(0.6)).toBeLessThan(steps(0.3));
	});

	it('holds the true difference in its interval at the end', () => {
		const random = new Random(9);
		const test = new SequentialTest({ effect: 0.2 });
		for (let n = 0; n < 3000; n++) {
			test.add('A', random.normal());
			test.add('B', 0.3 + random.normal());
		}
		const { low, high } = test.answer();
		expect(low).toBeLessThan(0.3);
		expect(high).toBeGreaterThan(0.3);
		expect(high - low).toBeLessThan(0.3);
	});
});

describe('a bandit', () => {
	it('comes to choose the better arm nearly always, and goes on from its state', () => {
		const random = new Random(4);
		let bandit = new Bandit({ seed: 3, arms: 3 });
		const chosen = [0, 0, 0];
		for (let n = 0; n < 3000; n++) {
			if (n === 1500) bandit = new Bandit(JSON.parse(JSON.stringify(bandit.state())));
			const arm = bandit.choose();
			chosen[arm] = (chosen[arm] ?? 0) + 1;
			bandit.learn(arm, random.uniform() < 0.4 + arm / 10);
		}
		expect(chosen[2]).toBeGreaterThan(2000);
	});
});

describe('a monitor of a model that serves', () => {
	const stream = (seed: number, shift: number, rows: number): number[][] => {
		const random = new Random(seed);
		return Array.from({ length: rows }, () => [random.normal() + shift, random.normal()]);
	};
	const score = ([a = 0, b = 0]: readonly number[]): number => 1 / (1 + Math.exp(-a - b));
	const training = stream(1, 0, 20_000);
	const columns = [0, 1].map((f) => Float32Array.from(training, (row) => row[f] ?? 0));
	const baseline = baselineOf({ names: ['moves', 'stays'], columns }, Float32Array.from(training.slice(0, 5000), score));

	it('raises no alarm on twenty windows like training', () => {
		const monitor = new ModelMonitor(baseline);
		for (let seed = 10; seed < 30; seed++) for (const row of stream(seed, 0, 2000)) expect(monitor.row(row, score(row))).toEqual([]);
	});

	it('names the feature that shifted, within its window, and the score with it', () => {
		const monitor = new ModelMonitor(baseline);
		const alarms = stream(2, 1, 2000).flatMap((row) => monitor.row(row, score(row)));
		expect(alarms.map((alarm) => ('feature' in alarm ? alarm.feature : alarm.kind))).toEqual(['moves', 'SCORE_DRIFT']);
	});

	it('alarms where losses rise', () => {
		const monitor = new ModelMonitor(baseline);
		const random = new Random(3);
		const losses = [...Array.from({ length: 1000 }, () => random.normal()), ...Array.from({ length: 300 }, () => 2 + random.normal())];
		const at = losses.findIndex((loss) => monitor.loss(loss).length > 0);
		expect(at).toBeGreaterThan(999);
	});
});
