import SchemaBuilder from '@pothos/core';
import { execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import { describe, expect, test } from 'vitest';
import type { ApiContext } from '../src/context.ts';
import { apiError } from '../src/graphql/errors.ts';
import { Executor } from '../src/graphql/executor.ts';
import { bigIntScalar, dateTimeScalar, decimalScalar } from '../src/graphql/scalars.ts';

type Row = { readonly kind: 'Cat' | 'Dog'; readonly id: number; readonly name: string | null };
type Types = {
	DefaultFieldNullability: false;
	Context: { readonly calls: string[]; readonly mark: string };
	Scalars: {
		DateTime: { Input: Date; Output: Date };
		Decimal: { Input: string; Output: string };
		BigInt: { Input: bigint; Output: bigint };
	};
};

/** Every shape of field that graphql knows, and each way in which one may fail. */
function makeSchema(): GraphQLSchema {
	const builder = new SchemaBuilder<Types>({ defaultFieldNullability: false, scopeAuth: { authScopes: () => ({}) } });
	builder.addScalarType('DateTime', dateTimeScalar);
	builder.addScalarType('Decimal', decimalScalar);
	builder.addScalarType('BigInt', bigIntScalar);
	const mood = builder.enumType('Mood', { values: ['GLAD', 'SAD'] as const });
	const animal = builder.interfaceRef<Row>('Animal').implement({
		resolveType: ({ kind }) => kind,
		fields: (t) => ({ id: t.exposeID('id'), name: t.exposeString('name', { nullable: true }) }),
	});
	const cat = builder.objectRef<Row>('Cat').implement({
		interfaces: [animal],
		fields: (t) => ({
			lives: t.int({ resolve: () => 9 }),
			mood: t.field({ type: mood, resolve: ({ id }) => (id % 2 === 0 ? 'GLAD' : 'SAD') }),
			friends: t.field({ type: [animal], resolve: async ({ id }) => rows.filter((row) => row.id !== id) }),
			mark: t.string({ resolve: (_row, _args, { mark }) => mark }),
		}),
	});
	const dog = builder.objectRef<Row>('Dog').implement({
		interfaces: [animal],
		fields: (t) => ({
			bark: t.string({ args: { times: t.arg.int({ defaultValue: 2 }) }, resolve: (_row, { times }) => 'wuff '.repeat(times ?? 0) }),
			path: t.string({
				resolve: (_row, _args, _context, { path, fieldNodes, fieldName }) => `${fieldName} ${path.key} ${fieldNodes.length}`,
			}),
		}),
	});
	const either = builder.unionType('Either', { types: [cat, dog], resolveType: ({ kind }) => kind });
	const fault = (message: string) => apiError('NOT_FOUND', message);
	builder.queryType({
		fields: (t) => ({
			animals: t.field({ type: [animal], resolve: () => rows }),
			either: t.field({ type: [either], nullable: { list: false, items: true }, resolve: () => [...rows, null] }),
			one: t.field({
				type: cat,
				nullable: true,
				args: { id: t.arg.int({ required: true }) },
				resolve: async (_root, { id }) => rows.find((row) => row.kind === 'Cat' && row.id === id),
			}),
			at: t.field({ type: 'DateTime', args: { at: t.arg({ type: 'DateTime', required: true }) }, resolve: (_root, { at }) => at }),
			big: t.field({ type: 'BigInt', args: { big: t.arg({ type: 'BigInt', required: true }) }, resolve: (_root, { big }) => big + 1n }),
			decimal: t.field({
				type: 'Decimal',
				nullable: true,
				args: { text: t.arg({ type: 'Decimal' }) },
				resolve: (_root, { text }) => text ?? null,
			}),
			mayFail: t.string({
				nullable: true,
				resolve: () => {
					throw fault('at once');
				},
			}),
			mayFailLater: t.string({ nullable: true, resolve: async () => Promise.reject(fault('later')) }),
			mustNotFail: t.field({
				type: cat,
				nullable: true,
				resolve: () => rows[0],
			}),
			broken: t.field({ type: [brokenRef(builder)], nullable: { list: true, items: true }, resolve: () => [1, 2, 3] }),
			strict: t.string({
				resolve: () => {
					throw new Error('a bug');
				},
			}),
			badEnum: t.field({ type: mood, nullable: true, resolve: () => 'ANGRY' as 'SAD' }),
		}),
	});
	builder.mutationType({
		fields: (t) => ({
			first: t.string({ resolve: async (_root, _args, { calls }) => note(calls, 'first') }),
			second: t.string({ resolve: (_root, _args, { calls }) => note(calls, 'second') }),
		}),
	});
	return builder.toSchema();
}

const note = (calls: string[], name: string): string => `${name} ${calls.push(name)}`;
function brokenRef(builder: InstanceType<typeof SchemaBuilder<Types>>) {
	return builder.objectRef<number>('Broken').implement({
		fields: (t) => ({
			even: t.int({
				resolve: (n) => {
					if (n % 2 === 1) throw new GraphQLError(`${n} is odd`, { extensions: { code: 'FORBIDDEN' } });
					return n;
				},
			}),
			evenLater: t.int({
				resolve: async (n) => {
					if (n % 2 === 1) throw new GraphQLError(`${n} is odd`, { extensions: { code: 'FORBIDDEN' } });
					return n;
				},
			}),
			missing: t.string({ resolve: (n) => (n === 3 ? (null as unknown as string) : 'there') }),
			maybe: t.string({ nullable: true, resolve: (n) => (n === 1 ? null : String(n)) }),
		}),
	});
}

const rows: readonly Row[] = [
	{ kind: 'Cat', id: 1, name: 'Mia' },
	{ kind: 'Dog', id: 2, name: null },
	{ kind: 'Cat', id: 4, name: 'Tom "the" cät' },
];

const schema = makeSchema();
const documents: readonly {
	readonly text: string;
	readonly variables?: Readonly<Record<string, unknown>>;
	readonly operationName?: string;
}[] = [
	{
		text: '{ animals { id name __typename ... on Cat { lives mood friends { id ... on Dog { bark } } } ... on Dog { bark(times: 1) path } } }',
	},
	{ text: '{ either { __typename ... on Cat { own: mark other: mark } ...Dogs } } fragment Dogs on Dog { id path again: path }' },
	{ text: 'query($id: Int!) { one(id: $id) { id friends { name } friends { id } } }', variables: { id: 1 } },
	{ text: 'query($id: Int!) { one(id: $id) { id } }', variables: { id: 77 } },
	{ text: 'query($id: Int!) { one(id: $id) { id } }', variables: { id: 'no number' } },
	{ text: 'query($id: Int!) { one(id: $id) { id } }', variables: {} },
	{
		text: 'query($off: Boolean!) { animals { id @skip(if: $off) name @include(if: $off) ... @include(if: $off) { __typename } } }',
		variables: { off: true },
	},
	{
		text: 'query($off: Boolean!) { animals { id @skip(if: $off) name @include(if: $off) ... @include(if: $off) { __typename } } }',
		variables: { off: false },
	},
	{ text: 'query($at: DateTime!) { at(at: $at) }', variables: { at: '2026-01-02T03:04:05.006Z' } },
	{ text: '{ at(at: "2026-01-02T03:04:05.006Z") }' },
	{ text: 'query($big: BigInt!) { big(big: $big) }', variables: { big: '9007199254740993' } },
	{ text: '{ big(big: 9007199254740993) }' },
	{ text: 'query($text: Decimal) { decimal(text: $text) }', variables: {} },
	{ text: 'query($text: Decimal = "1.5") { decimal(text: $text) }', variables: { text: null } },
	{ text: 'query($text: Decimal = "1.5") { decimal(text: $text) }', variables: {} },
	{ text: '{ a: mayFail mayFailLater animals { id } }' },
	{ text: '{ broken { even maybe } }' },
	{ text: '{ broken { evenLater missing maybe } }' },
	{ text: '{ broken { missing } strict }' },
	{ text: '{ strict }' },
	{ text: '{ badEnum }' },
	{ text: 'mutation { second first again: second }' },
	{ text: 'query A { animals { id } } query B { either { __typename } }', operationName: 'B' },
	{ text: '{ __proto__: animals { id } }' },
	{
		text: '{ __schema { queryType { name fields { name type { kind ofType { name } } } } } __type(name: "Mood") { enumValues { name } } }',
	},
];

/** graphql tells the first error of a part that is null for it; here all of them are told. */
const severalOfOneNull = '{ broken { evenLater missing maybe } }';

const contextOf = (mark: string) => ({ calls: [] as string[], mark }) as unknown as ApiContext;
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a document that is run as code of its own', () => {
	test.each(documents)('answers what graphql answers: $text $variables', async ({ text, variables = {}, operationName }) => {
		const document = parse(text);
		expect(validate(schema, document)).toEqual([]);
		const executor = new Executor(schema);
		const asked = { document, operationName, variables };
		const answers: unknown[] = [];
		for (let round = 0; round < 6; round += 1) {
			const wanted = await execute({
				schema,
				document,
				operationName,
				variableValues: { ...variables },
				contextValue: contextOf(`m${round}`),
			});
			const got = await executor.run({ ...asked, context: contextOf(`m${round}`) });
			if (got === null) continue;
			answers.push(got);
			expect(json(got.data)).toEqual(json(wanted.data));
			// Each error whole, with what decides how it is shown: whose it is, and what it says of itself.
			const facts = (errors: readonly GraphQLError[] = []) =>
				errors.map((error) => ({ whole: json(error), of: error.originalError?.message, says: error.extensions }));
			expect(facts(got.errors)).toEqual(expect.arrayContaining(facts(wanted.errors)));
			if (text !== severalOfOneNull) expect(got.errors?.length).toBe(wanted.errors?.length);
		}
		const isLeft = wordsOfGraphql.some((part) => part(text, variables));
		expect(answers).toHaveLength(isLeft ? 0 : 4);
	});

	/** What stays graphql's own: variables that don't fit, literals that no code can hold, and a name that would be a prototype. */
	const wordsOfGraphql: readonly ((text: string, variables: Readonly<Record<string, unknown>>) => boolean)[] = [
		(text, variables) => text.includes('$id') && typeof variables.id !== 'number',
		(text) => text === '{ big(big: 9007199254740993) }',
		(text) => text.includes('__proto__'),
	];

	test('of many at once each has its own context, and what fails in one is not in another', async () => {
		const document = parse('query($id: Int!) { one(id: $id) { mark id friends { id } } mayFailLater }');
		const executor = new Executor(schema);
		const run = (n: number) => executor.run({ document, variables: { id: n % 2 === 0 ? 1 : 4 }, context: contextOf(`tenant ${n}`) });
		for (let round = 0; round < 3; round += 1) await run(0);
		const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => run(n)));
		for (const [n, answer] of answers.entries()) {
			const id = n % 2 === 0 ? '1' : '4';
			expect(json(answer?.data)).toMatchObject({ one: { id, mark: `tenant ${n}` }, mayFailLater: null });
			expect(answer?.errors?.map(({ message }) => message)).toEqual(['later']);
		}
	});

	test('what comes seldom, or is very long, is not compiled', async () => {
		const executor = new Executor(schema);
		const once = parse('{ animals { id } }');
		expect(await executor.run({ document: once, variables: {}, context: contextOf('') })).toBeNull();
		const long = parse(`{ animals { ${'id '.repeat(4_000)} } }`);
		for (let round = 0; round < 5; round += 1)
			expect(await executor.run({ document: long, variables: {}, context: contextOf('') })).toBeNull();
	});
});
