import { readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, lexicographicSortSchema, parse, printSchema, validate } from 'graphql';
import { describe, expect, test, vi } from 'vitest';
import { documentLimitsRule } from '../src/limits/rules.ts';
import { schema } from '../src/schema.ts';

// The test runner prefers graphql's ES module build, the libraries load its CommonJS one as node does; graphql refuses to mix them.
vi.mock('graphql', async () => {
	const { createRequire } = await import('node:module');
	return createRequire(import.meta.url)('graphql');
});

const committed = readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8').replaceAll('\r\n', '\n');
const accept = (against: GraphQLSchema, text: string) => validate(against, parse(text)).map((error) => error.message);

describe('the public schema', () => {
	test('is committed as the code makes it', () => {
		expect(committed).toBe(`${printSchema(lexicographicSortSchema(schema))}\n`);
	});

	test('can be read by a client that has only the file', () => {
		expect(Object.keys(buildSchema(committed).getSubscriptionType()?.getFields() ?? {}).toSorted()).toEqual([
			'accounts',
			'alertFired',
			'bars',
			'breaks',
			'dataImport',
			'depth',
			'halts',
			'orderEvents',
			'positionNews',
			'positions',
			'quotes',
			'risk',
			'terminals',
			'trainingJob',
		]);
	});

	test('lets an integrator follow the orders of one account from a sequence on', () => {
		const text =
			'subscription($a: ID!, $s: BigInt!) { orderEvents(accountId: $a, afterSeq: $s) { ... on OrderChanged { seq order { life } } ... on ExecutionBooked { seq execution { price } } } }';
		expect(accept(schema, text)).toEqual([]);
	});

	test('refuses a document that nests, repeats or aliases without end', () => {
		const limited = (text: string) => validate(schema, parse(text), [documentLimitsRule]).map((error) => error.extensions.code);
		const aliases = Array.from({ length: 31 }, (_, index) => `a${index}: id`).join(' ');
		expect(limited(`{ accounts { ${aliases} } }`)).toEqual(['QUERY_TOO_LARGE']);
		const fields = Array.from({ length: 21 }, (_, index) => `a${index}: me { id }`).join(' ');
		expect(limited(`{ ${fields} }`)).toEqual(['QUERY_TOO_LARGE']);
		const deep = `${'a { '.repeat(11)}a${' }'.repeat(11)}`;
		expect(limited(`{ ${deep} }`)).toEqual(['QUERY_TOO_LARGE']);
	});
});
