import { test } from 'vitest';
import { expectNothingCrosses } from './fleet.ts';

test(
	'ten terminals of ten tenants on one gateway, with the same symbols and ids in the same moment: nothing of one reaches another',
	() => expectNothingCrosses(10),
	120_000,
);
