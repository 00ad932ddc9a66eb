import { readFileSync } from 'node:fs';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;
const record = z.record(z.string(), z.unknown());
const operationShape = z.looseObject({
	parameters: z.array(z.looseObject({ name: z.string(), in: z.string(), schema: record })).default([]),
	requestBody: z.looseObject({ content: z.looseObject({ 'application/json': z.object({ schema: record }) }) }).optional(),
	responses: z.looseObject({ 200: z.looseObject({ content: z.looseObject({ 'application/json': z.object({ schema: record }) }) }) }),
});
const documentShape = z.looseObject({
	paths: z.record(z.string(), z.record(z.string(), operationShape)),
	components: z.looseObject({ schemas: z.record(z.string(), record) }),
});

/** mulberry32 */
function randomFrom(from: number): (below: number) => number {
	let state = from;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}

const texts = [
	'',
	' ',
	'0',
	'-1',
	'1.10250',
	'1e9',
	'9'.repeat(20),
	'NaN',
	'\u0000',
	'\ud800',
	"'; DROP SCHEMA platform; --",
	'😀',
	'x'.repeat(3_000),
	'__proto__',
	'../me',
];
const ids = ['Account', 'Instrument', 'Order', 'Execution', 'Person', 'Tenant', 'Nonsense'].flatMap((type) =>
	[1, 2, 0, -1, 2 ** 31, '1-1', '9'.repeat(19)].map((id) => Buffer.from(`${type}:${id}`, 'utf8').toString('base64')),
);
const moments = ['2026-01-01T00:00:00Z', '9999-12-31T23:59:59.999Z', '0001-01-01T00:00:00Z', 'yesterday'];

/** Acts that would end the fuzzers' own sessions, lock them out, or take minutes of hashing. */
const leftOut = /^(?:delete|put|post) \/(?:people|api-clients)/;

/**
 * Random requests out of openapi.json, mostly of the described shape: none may fail on our side or hang, each refusal must be a problem, and each answer
 * must be as described. @param input.tokens '' is nobody's
 */
export async function fuzz(input: {
	readonly url: string;
	readonly tokens: readonly string[];
	readonly requests: number;
	readonly seed: number;
}) {
	const document = documentShape.parse(JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')));
	const schemas = document.components.schemas;
	const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
		Object.entries(methods)
			.map(([method, operation]) => ({ method, path, operation }))
			.filter(({ method }) => !leftOut.test(`${method} ${path}`)),
	);
	const next = randomFrom(input.seed);
	const pick = <T>(items: readonly T[]): T => {
		const item = items[next(items.length)];
		if (item === undefined) throw new Error('nothing to pick from');
		return item;
	};
	const resolved = (schema: Json): Json =>
		typeof schema.$ref === 'string' ? (schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}) : schema;

	function anyValue(given: Json, depth = 0): unknown {
		if (next(40) === 0) return pick([null, 0, 'x', [], {}, true]);
		const schema = resolved(given);
		const alternatives = z.array(record).safeParse(schema.anyOf).data;
		if (alternatives !== undefined && alternatives.length > 0) return anyValue(pick(alternatives), depth + 1);
		const words = z.array(z.string()).safeParse(schema.enum).data;
		if (words !== undefined && words.length > 0) return pick(words);
		const type = Array.isArray(schema.type) ? pick(schema.type) : schema.type;
		switch (type) {
			case 'object': {
				const required = new Set(z.array(z.string()).safeParse(schema.required).data);
				const fields = Object.entries(record.safeParse(schema.properties).data ?? {}).filter(
					([name]) => required.has(name) || next(2) === 0,
				);
				return Object.fromEntries(fields.map(([name, of]) => [name, depth > 5 ? null : anyValue(record.parse(of), depth + 1)]));
			}
			case 'array':
				return Array.from({ length: next(4) }, () => anyValue(record.safeParse(schema.items).data ?? {}, depth + 1));
			case 'integer':
				return pick([0, 1, -1, 50, 2 ** 31 - 1, -(2 ** 31)]);
			case 'number':
				return pick([0, 1, -1, 0.1, 1e300]);
			case 'boolean':
				return next(2) === 0;
			case 'null':
				return null;
			default:
				return schema.format === 'date-time'
					? pick(moments)
					: schema.pattern !== undefined
						? pick(['0', '1', '9'.repeat(20), ...texts])
						: pick([...ids, ...texts]);
		}
	}
	/** What an answer lacks of its description, or has beside it. */
	function faults(given: Json, value: unknown, at = 'answer'): string[] {
		const schema = resolved(given);
		const alternatives = z.array(record).safeParse(schema.anyOf).data;
		if (alternatives !== undefined)
			return alternatives.some((one) => faults(one, value, at).length === 0) ? [] : [`${at} fits no alternative`];
		const object = record.safeParse(value).data;
		const types = [schema.type].flat();
		if (types.includes('null') && value === null) return [];
		if (types.includes('array'))
			return Array.isArray(value)
				? value.flatMap((one, n) => faults(record.parse(schema.items), one, `${at}[${n}]`))
				: [`${at} is no list`];
		if (types.includes('object')) {
			if (object === undefined || Array.isArray(value)) return [`${at} is no object`];
			const properties = record.parse(schema.properties ?? {});
			const extra = Object.keys(object).filter((name) => !(name in properties));
			return [
				...extra.map((name) => `${at}.${name} is not described`),
				...Object.entries(properties).flatMap(([name, of]) =>
					name in object ? faults(record.parse(of), object[name], `${at}.${name}`) : [`${at}.${name} is absent`],
				),
			];
		}
		const kind = typeof value === 'number' ? (types.includes('integer') ? 'integer' : 'number') : typeof value;
		if (!types.includes(kind)) return [`${at} is ${JSON.stringify(value)}, not ${types.join()}`];
		const words = z.array(z.unknown()).safeParse(schema.enum).data;
		return words === undefined || words.includes(value) ? [] : [`${at} is ${JSON.stringify(value)}, none of its words`];
	}

	const problem = z.looseObject({ type: z.string(), status: z.int(), code: z.string(), detail: z.string() });
	const outcomes = new Map<string, number>();
	for (let n = 0; n < input.requests; n += 1) {
		const { method, path, operation } = pick(operations);
		let address = path;
		const query = new URLSearchParams();
		const headers: Record<string, string> = {};
		for (const parameter of operation.parameters) {
			const value = anyValue(parameter.schema);
			const text = typeof value === 'string' ? value.toWellFormed() : JSON.stringify(value);
			if (parameter.in === 'path')
				address = address.replace(`{${parameter.name}}`, encodeURIComponent(text === '' || text === '../me' ? '0' : text));
			else if (parameter.in === 'query' && next(2) === 0) query.append(parameter.name, text);
			else if (parameter.in === 'header' && next(4) === 0) headers[parameter.name] = pick(['a', 'b', 'c', `${n}`, 'with space']);
		}
		const shape = operation.requestBody?.content['application/json'].schema;
		const token = pick(input.tokens);
		const response = await fetch(`${input.url}/v1${address}?${query}`, {
			method: method.toUpperCase(),
			headers: { ...headers, ...(token === '' ? {} : { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
			...(shape === undefined ? {} : { body: next(30) === 0 ? '{"half":' : JSON.stringify(anyValue(shape)) }),
			signal: AbortSignal.timeout(30_000),
		});
		const body: unknown = await response.json();
		const asked = `${method.toUpperCase()} ${address}?${query} (seed ${input.seed}, request ${n})`;
		const refused = problem.safeParse(body).data;
		if (response.status === 500 || (response.status >= 400 && refused === undefined))
			throw new Error(`${asked}: ${response.status} ${JSON.stringify(body)}`);
		const wrong = response.status === 200 ? faults(operation.responses[200].content['application/json'].schema, body) : [];
		if (wrong.length > 0) throw new Error(`${asked}: ${wrong.slice(0, 5).join('; ')}`);
		const outcome = refused?.code ?? 'answered';
		outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
	}
	return { outcomes };
}
