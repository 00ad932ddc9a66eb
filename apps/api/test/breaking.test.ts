import { readFileSync } from 'node:fs';
import { buildSchema, findBreakingChanges } from 'graphql';
import { expect, test } from 'vitest';

const read = (name: string) => buildSchema(readFileSync(new URL(`../${name}`, import.meta.url), 'utf8'));

/**
 * released.graphql is what integrators have been promised. What is added is no break; what is taken away, or asked for anew, is one, and needs a
 * decision: write the new promise with `cp apps/api/schema.graphql apps/api/released.graphql` in the same change.
 */
test('nothing that integrators rely on is taken away', () => {
	const breaks = findBreakingChanges(read('released.graphql'), read('schema.graphql'));
	expect(breaks.map(({ description }) => description)).toEqual([]);
});
test('a field that is taken away would be told', () => {
	const shorter = buildSchema(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8').replace('  marketLabel: String!\n', ''));
	expect(findBreakingChanges(read('schema.graphql'), shorter).map(({ description }) => description)).toEqual([
		'Tenant.marketLabel was removed.',
	]);
});
