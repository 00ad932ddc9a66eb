import { test } from 'vitest';
import { expectNothingCrosses } from './fleet.ts';

test(
	'fifty terminals of fifty tenants on one gateway, with the same symbols and ids in the same moment: nothing of one reaches another',
	() => expectNothingCrosses(50),
	300_000,
);
