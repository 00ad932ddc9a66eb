import { expect, test } from 'vitest';
import { type Card, hasSkill, planInput } from './model';

const card = (auc: number, testRows: number): Card => ({
	...{ objective: 'binary', trainRows: 1, validationRows: 1, testRows, testFromMs: 0, testToMs: 0, metrics: { auc, shareOfOnes: 0.5 } },
	...{ folds: [], importance: [], shap: [], calibration: [], calibrationError: null, intervalHalfWidth: null },
});

test('a direction is told better than by chance only where the test is long enough to say so', () => {
	expect(hasSkill(card(0.53, 100))).toBe(false);
	expect(hasSkill(card(0.53, 10_000))).toBe(true);
	expect(hasSkill(card(0.5, 10_000))).toBe(false);
	expect(hasSkill({ ...card(0.9, 100), objective: 'regression' })).toBeUndefined();
});

test('a change of a plan says again what stays, since it takes the place of the whole', () => {
	const experiment = { name: 'first', kind: 'SPLIT', effect: 0.02, challengers: [{ version: 2, share: 0.5 }] };
	const plan = { shadow: 3, experiment, online: false };
	expect(planInput('m', { ...plan, online: true })).toEqual({ model: 'm', shadow: 3, experiment, online: true });
	expect(planInput('m', { ...plan, shadow: null })).toEqual({ model: 'm', shadow: null, experiment, online: false });
	expect(planInput('m', {})).toEqual({ model: 'm', shadow: null, experiment: null, online: false });
});
