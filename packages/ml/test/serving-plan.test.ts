import { describe, expect, it } from 'vitest';
import { compareVersions, confidenceOf, conformalHalfWidth, Random, servingPlan, splitVersion } from '../src/index.ts';
import { coin, logistic } from './support/tables.ts';

describe('a serving plan', () => {
	const experiment = servingPlan.parse({
		experiment: {
			name: 'one',
			kind: 'SPLIT',
			challengers: [
				{ version: 2, share: 0.3 },
				{ version: 3, share: 0.2 },
			],
		},
	}).experiment;
	if (experiment === undefined) throw new Error('no experiment');

	it('gives a subject the same version each time, by shares', () => {
		const counts = new Map<number, number>();
		for (let n = 0; n < 4000; n++) {
			const asked = { champion: 5, subject: `EURUSD ${n}` };
			const version = splitVersion(experiment, asked);
			expect(splitVersion(experiment, asked)).toBe(version);
			counts.set(version, (counts.get(version) ?? 0) + 1);
		}
		for (const [version, share] of [
			[5, 0.5],
			[2, 0.3],
			[3, 0.2],
		] as const)
			expect((counts.get(version) ?? 0) / 4000).toBeCloseTo(share, 1);
	});

	it('leaves a challenger’s share to the champion once it is the champion', () => {
		const versions = new Set(Array.from({ length: 500 }, (_, n) => splitVersion(experiment, { champion: 2, subject: String(n) })));
		expect([...versions].sort()).toEqual([2, 3]);
	});

	it('is refused where shares leave nothing, or a version stands twice', () => {
		const of = (challengers: object[], kind = 'SPLIT') => servingPlan.safeParse({ experiment: { name: 'x', kind, challengers } });
		expect(
			of([
				{ version: 2, share: 0.6 },
				{ version: 3, share: 0.4 },
			]).success,
		).toBe(false);
		expect(
			of([
				{ version: 2, share: 0.1 },
				{ version: 2, share: 0.1 },
			]).success,
		).toBe(false);
		expect(of([{ version: 2 }, { version: 3 }], 'BANDIT').success).toBe(true);
	});
});

describe('versions by what came of them', () => {
	const random = new Random(6);
	/** `sharp` tells the label, the other half of the time says the opposite of what it knows. */
	function judged(versions: readonly { readonly version: number; readonly sharp: boolean }[], count: number) {
		return Array.from({ length: count }, () => {
			const z = random.normal();
			const outcome = coin(logistic(2 * z), random);
			return versions.map(({ version, sharp }) => ({ version, answer: logistic(sharp ? 2 * z : random.normal()), outcome }));
		}).flat();
	}

	it('show the better one, with an interval below nothing', () => {
		const [better, champion] = compareVersions(
			judged(
				[
					{ version: 1, sharp: false },
					{ version: 2, sharp: true },
				],
				1500,
			),
			{
				...{ champion: 1, objective: 'binary', effect: 0.05 },
			},
		);
		expect([better?.version, champion?.version, champion?.difference]).toEqual([2, 1, null]);
		expect(better?.high).toBeLessThan(0);
		expect(better?.pValue).toBeLessThan(0.01);
		expect(better?.meanLoss).toBeLessThan(champion?.meanLoss ?? 0);
	});

	it('tell nothing of two that are alike, at hardly any of 40 looks of 40 trials', () => {
		let wrong = 0;
		for (let trial = 0; trial < 40; trial++) {
			const rows = judged(
				[
					{ version: 1, sharp: true },
					{ version: 2, sharp: true },
				],
				400,
			);
			const answers = [200, 400, 600, 800].map(
				(n) => compareVersions(rows.slice(0, n), { champion: 1, objective: 'binary', effect: 0.05 })[0],
			);
			wrong += Number(answers.some((answer) => (answer?.pValue ?? 1) < 0.05));
		}
		expect(wrong).toBeLessThanOrEqual(4);
	});

	it('say nothing of a version of which nothing came', () => {
		const [champion] = compareVersions([], { champion: 4, objective: 'binary', effect: 0.05 });
		expect(champion).toMatchObject({ version: 4, outcomes: 0, difference: null, low: null });
	});
});

describe('the confidence of an answer', () => {
	it('is an interval of a value that holds nine labels in ten', () => {
		const random = new Random(9);
		const half = conformalHalfWidth(
			Float64Array.from({ length: 2000 }, () => random.normal()),
			0.9,
		);
		let held = 0;
		for (let n = 0; n < 2000; n++) {
			const answer = random.normal();
			const { low, high } = confidenceOf([answer], { objective: 'regression', promise: { intervalHalfWidth: half }, corrected: undefined });
			const came = answer + random.normal();
			held += Number(came >= (low ?? 0) && came <= (high ?? 0));
		}
		expect(held / 2000).toBeGreaterThan(0.87);
		expect(held / 2000).toBeLessThan(0.93);
	});

	it('is the set of classes that can’t be ruled out, and holds nine labels in ten', () => {
		const random = new Random(10);
		const draw = () => {
			const p = Math.fround(logistic(2 * random.normal()));
			return { p, label: coin(p, random) };
		};
		const labelThreshold = conformalHalfWidth(
			Float64Array.from({ length: 3000 }, () => {
				const { p, label } = draw();
				return label === 1 ? 1 - p : p;
			}),
			0.9,
		);
		let [held, unsure] = [0, 0];
		for (let n = 0; n < 3000; n++) {
			const { p, label } = draw();
			const { labels } = confidenceOf([p], { objective: 'binary', promise: { labelThreshold }, corrected: undefined });
			held += Number(labels.includes(label));
			unsure += Number(labels.length === 2);
		}
		expect(held / 3000).toBeGreaterThan(0.87);
		expect(held / 3000).toBeLessThan(0.93);
		expect(unsure).toBeGreaterThan(0);
		expect(
			confidenceOf([0.2, 0.7, 0.1], { objective: 'multiclass', promise: { labelThreshold: 0.85 }, corrected: undefined }).labels,
		).toEqual([0, 1]);
	});

	it('promises nothing where the maker left no card', () => {
		const nothing = { calibrated: null, isCorrected: false, low: null, high: null, labels: [] };
		expect(confidenceOf([0.4], { objective: undefined, promise: {}, corrected: undefined })).toEqual(nothing);
	});
});
