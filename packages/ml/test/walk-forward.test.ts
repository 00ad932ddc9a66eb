import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { walkForward } from '../src/index.ts';

const spans = fc
	.array(fc.record({ gap: fc.integer({ min: 0, max: 5 }), ahead: fc.integer({ min: 0, max: 8 }) }), { minLength: 40, maxLength: 200 })
	.map((steps) => {
		let time = 0;
		const times = steps.map(({ gap }) => (time += gap));
		return { times, labelTimes: times.map((at, i) => at + (steps[i]?.ahead ?? 0)) };
	});

describe('walk-forward folds', () => {
	it('never train on a row that saw into the test block, nor within the embargo', () => {
		fc.assert(
			fc.property(spans, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 6 }), (at, folds, embargo) => {
				let cut: ReturnType<typeof walkForward>;
				try {
					cut = walkForward(at, { folds, embargo });
				} catch (error) {
					expect(String(error)).toMatch(/no row to train on/);
					return;
				}
				for (const { train, test } of cut) {
					const start = at.times[test[0] ?? 0] ?? 0;
					for (const row of train) {
						expect(at.labelTimes[row]).toBeLessThan(start);
						expect(at.times[row]).toBeLessThan(start - embargo);
					}
				}
			}),
		);
	});

	it('test every row after the first block once, in order', () => {
		const times = Array.from({ length: 103 }, (_, i) => i);
		const folds = walkForward({ times, labelTimes: times }, { folds: 4 });
		const tested = folds.flatMap(({ test }) => [...test]);
		expect(tested).toEqual(times.slice(tested[0]));
		expect(tested[0]).toBe(20);
	});

	it('keep all that may be trained on, and with a window only the latest', () => {
		const times = Array.from({ length: 100 }, (_, i) => i);
		const labelTimes = times.map((time) => time + 3);
		expect(walkForward({ times, labelTimes }, { folds: 1 })[0]?.train.length).toBe(47);
		expect([...(walkForward({ times, labelTimes }, { folds: 1, window: 5 })[0]?.train ?? [])]).toEqual([45, 46]);
	});

	it('say what is wrong with the times', () => {
		expect(() => walkForward({ times: [1, 0, 2], labelTimes: [1, 1, 2] }, { folds: 1 })).toThrow(/row 1 is earlier/);
		expect(() => walkForward({ times: [1, 2, 3], labelTimes: [1, 1, 3] }, { folds: 1 })).toThrow(/label of row 1 is older/);
		expect(() => walkForward({ times: [1, 2], labelTimes: [9, 9] }, { folds: 1 })).toThrow(/fold 1 has no row/);
	});
});
