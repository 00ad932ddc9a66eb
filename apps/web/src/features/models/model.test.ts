import { expect, test } from 'vitest';
import { type Card, hasSkill } from './model';

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
