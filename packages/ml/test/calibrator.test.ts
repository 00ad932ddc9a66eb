import { describe, expect, it } from 'vitest';
import { GuardedCalibrator, Random } from '../src/index.ts';

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const lossOf = (p: number, label: number): number => -Math.log(Math.max(1e-6, label === 1 ? p : 1 - p));

/** Labels come with a probability; the base says something of it. @returns mean losses, over the second half */
function run(input: {
	readonly seed: number;
	readonly rows: number;
	readonly truth: (z: number, n: number) => number;
	readonly base: (z: number) => number;
}) {
	const random = new Random(input.seed);
	const calibrator = new GuardedCalibrator({ width: 0 });
	let [base, own] = [0, 0];
	for (let n = 0; n < input.rows; n++) {
		const z = 2 * random.normal();
		const label = random.uniform() < input.truth(z, n) ? 1 : 0;
		const said = input.base(z);
		if (n >= input.rows / 2) {
			base += lossOf(said, label);
			own += lossOf(calibrator.predict(said), label);
		}
		calibrator.learn(label, { base: said });
	}
	return { base: base / (input.rows / 2), own: own / (input.rows / 2), calibrator };
}

describe('a calibrator of what a model leaves over', () => {
	it('mends a model that is too sure, and one that leans', () => {
		const sure = run({ seed: 1, rows: 4000, truth: (z) => sigmoid(z / 3), base: (z) => sigmoid(z * 1.5) });
		expect(sure.own).toBeLessThan(sure.base - 0.05);
		const leaning = run({ seed: 2, rows: 4000, truth: (z) => sigmoid(z), base: (z) => sigmoid(z + 1.5) });
		expect(leaning.own).toBeLessThan(leaning.base - 0.05);
		expect(leaning.calibrator.isTrusted).toBe(true);
	});

	it('is not believed where the model is right already: over twenty markets it costs next to nothing', () => {
		for (let seed = 1; seed <= 20; seed++) {
			const { own, base } = run({ seed, rows: 2000, truth: (z) => sigmoid(z), base: (z) => sigmoid(z) });
			expect(own - base).toBeLessThan(0.003);
		}
	});

	it('is put aside by its losses once what it learned no longer holds', () => {
		const random = new Random(9);
		const calibrator = new GuardedCalibrator({ width: 0, memory: 0.98 });
		const learn = (truth: (z: number) => number, rows: number): void => {
			for (let n = 0; n < rows; n++) {
				const z = 2 * random.normal();
				calibrator.learn(random.uniform() < truth(z) ? 1 : 0, { base: sigmoid(z) });
			}
		};
		learn((z) => sigmoid(z + 2), 3000);
		expect(calibrator.predict(0.5)).toBeGreaterThan(0.7);
		learn((z) => sigmoid(z - 2), 60);
		expect(calibrator.predict(0.5)).toBe(0.5);
	});

	it('goes on from its state as if it had never stopped', () => {
		const { calibrator } = run({ seed: 3, rows: 500, truth: (z) => sigmoid(z / 3), base: (z) => sigmoid(z) });
		const other = new GuardedCalibrator({ width: 0 });
		other.restore(JSON.parse(JSON.stringify(calibrator.state())));
		expect(other.predict(0.9)).toBe(calibrator.predict(0.9));
		expect(other.isTrusted).toBe(calibrator.isTrusted);
	});
});
