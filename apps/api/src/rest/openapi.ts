import { z } from 'zod';
import type { Plan } from './plan.ts';
import type { Rest } from './plans.ts';
import { problemShape } from './problem.ts';
import { operationIdOf, type Route } from './route.ts';

type Json = Readonly<Record<string, unknown>>;
const schemaAt = '#/components/schemas/';
const options: z.core.ToJSONSchemaParams = {
	io: 'input',
	override: ({ jsonSchema }) => {
		// The format says it; the pattern of every day of every month says no more to a reader.
		if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
	},
};

/** OpenAPI 3.1 of all routes, from the same zod shapes that read their requests. */
export function openApi({ plans, answers, inputs }: Rest): Json {
	const all = z.registry<{ id: string }>();
	const objects = [...answers.objects._idmap, ...inputs.objects._idmap];
	for (const [id, shape] of objects) all.add(shape, { id });
	all.add(problemShape, { id: 'Problem' });
	for (const plan of plans) {
		const name = capital(operationIdOf(plan.route));
		if (hasBody(plan)) all.add(plan.bodyShape, { id: `${name}Body` });
		if (all.get(plan.answer.shape) === undefined) all.add(plan.answer.shape, { id: `${name}Answer` });
	}
	const { schemas } = z.toJSONSchema(all, { uri: (id) => `${schemaAt}${id}`, ...options });
	const paths: Record<string, Record<string, unknown>> = {};
	for (const plan of plans) {
		const { path, method } = plan.route;
		paths[path] = { ...paths[path], [method]: operation(plan, all) };
	}
	const used = reachable(paths, schemas);
	return {
		openapi: '3.1.0',
		info: {
			title: 'Meridian',
			version: '1',
			description:
				'The same services as the GraphQL door, with the same permissions, limits and codes. Ids are opaque and the same on both. Decimals are text.',
		},
		servers: [{ url: '/v1' }],
		security: [{ bearer: [] }],
		tags: [...new Set(plans.map(({ route }) => route.tag))].map((name) => ({ name })),
		paths,
		components: {
			securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'From POST /oauth/token, or of a log-in.' } },
			schemas: Object.fromEntries(
				Object.entries(schemas)
					.filter(([id]) => used.has(id))
					.toSorted(byName)
					.map(([id, schema]) => [id, bare(schema)]),
			),
		},
	};
}

/** Components that the paths lead to: members of results that say no are problems, and have none of their own. */
function reachable(paths: unknown, schemas: Readonly<Record<string, unknown>>): ReadonlySet<string> {
	const found = new Set<string>();
	const look = (part: unknown): void => {
		for (const [, id = ''] of JSON.stringify(part).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
			if (found.has(id)) continue;
			found.add(id);
			look(schemas[id]);
		}
	};
	look(paths);
	return found;
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => (a < b ? -1 : 1);
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
const hasBody = ({ body }: Plan): boolean => body.size > 0;
/** OpenAPI says the dialect once for the whole, and a component's place is its id. */
const bare = ({ $schema: _dialect, $id: _id, ...schema }: Json): Json => schema;

function operation(plan: Plan, all: z.core.$ZodRegistry<{ id: string }>): Json {
	const { route, pathShape, queryShape } = plan;
	const ref = (shape: z.ZodType): Json => ({ $ref: `${schemaAt}${all.get(shape)?.id}` });
	const parameters = [...parametersIn('path', pathShape), ...parametersIn('query', queryShape)];
	if (route.method !== 'get') parameters.push(idempotencyKey);
	const isRequired = !plan.bodyShape.safeParse({}).success;
	return {
		operationId: operationIdOf(route),
		tags: [route.tag],
		summary: route.summary,
		...(route.isPublic ? { security: [] } : {}),
		...(parameters.length === 0 ? {} : { parameters }),
		...(hasBody(plan) ? { requestBody: { required: isRequired, content: { 'application/json': { schema: ref(plan.bodyShape) } } } } : {}),
		responses: {
			200: { description: 'Done.', headers: rateHeaders, content: { 'application/json': { schema: ref(plan.answer.shape) } } },
			...Object.fromEntries(statuses(route).map(([status, description]) => [status, problemAnswer(description)])),
		},
	};
}

const parametersIn = (place: 'path' | 'query', shape: z.ZodObject<Record<string, z.ZodType>>): Json[] =>
	Object.entries(shape.shape).map(([name, value]) => {
		const { $schema: _dialect, description, ...schema } = z.toJSONSchema(value, options);
		const required = place === 'path' || !value.safeParse(undefined).success;
		return { name, in: place, required, ...(description === undefined ? {} : { description }), schema };
	});

const idempotencyKey: Json = {
	name: 'Idempotency-Key',
	in: 'header',
	required: false,
	description: 'Your own id of this act. Sent again within a day with the same body, it gives the first answer and does nothing.',
	schema: { type: 'string', minLength: 1, maxLength: 128, pattern: '^[\\x21-\\x7e]+$' },
};
const integer = (description: string): Json => ({ description, schema: { type: 'integer' } });
const rateHeaders: Json = {
	'ratelimit-limit': integer('Requests of this class in a minute.'),
	'ratelimit-remaining': integer('How many are left.'),
	'ratelimit-reset': integer('Seconds until it begins anew.'),
};
const problemAnswer = (description: string): Json => ({
	description,
	content: { 'application/problem+json': { schema: { $ref: `${schemaAt}Problem` } } },
});

function statuses(route: Route): readonly (readonly [number, string])[] {
	const reads = [
		[400, 'The request is not as documented.'],
		[401, 'No token, or one that is not good (any more).'],
		[403, 'You may not do this.'],
		[404, 'There is no such thing.'],
		[429, 'Too many requests: see retry-after.'],
	] as const;
	if (route.method === 'get') return reads;
	return [
		...reads,
		[409, 'It can’t be done as things are, or an id was used for something else.'],
		[422, 'It was understood and denied.'],
		[503, 'Nothing was done: try again.'],
		[504, 'Nobody knows whether it was done: ask again with the same ids.'],
	];
}
