import { type Filter, filter, parse } from 'scim2-parse-filter';
import { z } from 'zod';
import { ScimError } from './errors.ts';
import { listSchema } from './resource.ts';

const whole = z.coerce.number().int().catch(Number.NaN);
const shape = z.object({
	filter: z.string().max(2_000).optional(),
	startIndex: whole.optional(),
	count: whole.optional(),
	attributes: z.string().max(1_000).optional(),
	excludedAttributes: z.string().max(1_000).optional(),
});
export const countMax = 200;
const depthMax = 8;

export type ListQuery = {
	readonly matches: (resource: Record<string, unknown>) => boolean;
	readonly startIndex: number;
	readonly count: number;
	readonly project: (resource: Record<string, unknown>) => Record<string, unknown>;
};

/** Attributes that are compared without regard to case are kept in lower case; a filter's values are made so too. */
const caseless = /^(?:userName|emails|emails\.value|value)$/i;
const spellings = new Map(
	['userName', 'externalId', 'displayName', 'active', 'id', 'emails', 'name', 'groups', 'roles', 'members', 'meta'].map((name) => [
		name.toLowerCase(),
		name,
	]),
);
/** Names of attributes are written in any case, and may carry their schema. */
const spelled = (path: string): string => {
	const [first = '', ...rest] = path.replace(/^urn:ietf:params:scim:schemas:core:2\.0:(?:User|Group):/i, '').split('.');
	return [spellings.get(first.toLowerCase()) ?? first, ...rest].join('.');
};

function normal(ast: Filter, depth = 0): Filter {
	if (depth > depthMax) throw new ScimError(400, 'The filter is nested too deeply', 'invalidFilter');
	if ('filters' in ast) return { ...ast, filters: ast.filters.map((part) => normal(part, depth + 1)) };
	if ('filter' in ast) return { ...ast, filter: normal(ast.filter, depth + 1) };
	if ('valFilter' in ast) return { ...ast, attrPath: spelled(ast.attrPath), valFilter: normal(ast.valFilter, depth + 1) };
	const attrPath = spelled(ast.attrPath);
	if (!('compValue' in ast)) return { ...ast, attrPath };
	const { compValue } = ast;
	return { ...ast, attrPath, compValue: typeof compValue === 'string' && caseless.test(attrPath) ? compValue.toLowerCase() : compValue };
}

/** @throws ScimError where the filter can't be read */
export function listQuery(query: unknown): ListQuery {
	const parsed = shape.safeParse(query);
	if (!parsed.success) throw new ScimError(400, 'A parameter is too long or comes twice', 'invalidValue');
	const { startIndex = 1, count = 100, attributes, excludedAttributes } = parsed.data;
	const start = Number.isNaN(startIndex) ? 1 : Math.max(1, startIndex);
	const size = Number.isNaN(count) ? 100 : Math.min(countMax, Math.max(0, count));
	return { matches: matcher(parsed.data.filter), startIndex: start, count: size, project: projection({ attributes, excludedAttributes }) };
}

function matcher(text: string | undefined): ListQuery['matches'] {
	if (text === undefined || text.trim() === '') return () => true;
	try {
		return filter(normal(parse(text)));
	} catch (error) {
		if (error instanceof ScimError) throw error;
		throw new ScimError(400, `The filter can't be read: ${text.slice(0, 100)}`, 'invalidFilter');
	}
}

const always = new Set(['schemas', 'id', 'meta']);
function projection(input: {
	readonly attributes: string | undefined;
	readonly excludedAttributes: string | undefined;
}): ListQuery['project'] {
	const names = (list: string) => new Set(list.split(',').map((name) => spelled(name.trim()).split('.')[0] ?? ''));
	if (input.attributes !== undefined) {
		const wanted = names(input.attributes);
		return (resource) => Object.fromEntries(Object.entries(resource).filter(([name]) => always.has(name) || wanted.has(name)));
	}
	if (input.excludedAttributes === undefined) return (resource) => resource;
	const without = names(input.excludedAttributes);
	return (resource) => Object.fromEntries(Object.entries(resource).filter(([name]) => always.has(name) || !without.has(name)));
}

/** One page of what matches, in a lasting order. */
export function listResponse(resources: readonly Record<string, unknown>[], query: ListQuery) {
	const found = resources.filter(query.matches);
	const page = found.slice(query.startIndex - 1, query.startIndex - 1 + query.count);
	return {
		...{ schemas: [listSchema], totalResults: found.length, startIndex: query.startIndex, itemsPerPage: page.length },
		Resources: page.map(query.project),
	};
}
