import {
	type GraphQLField,
	type GraphQLObjectType,
	type GraphQLOutputType,
	type GraphQLSchema,
	getNamedType,
	getNullableType,
	isEnumType,
	isInterfaceType,
	isListType,
	isNonNullType,
	isObjectType,
	isRequiredArgument,
	isScalarType,
	isUnionType,
} from 'graphql';
import { z } from 'zod';
import { scalarShape } from './inputs.ts';

/** How a value is asked for in GraphQL, what it is in JSON, and how the one becomes the other. */
export type Part = { readonly selection: string; readonly shape: z.ZodType; readonly convert: (value: unknown) => unknown };

const same = (value: unknown): unknown => value;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null;
const has = (type: GraphQLOutputType, name: string): boolean => isObjectType(type) && type.getInterfaces().some((one) => one.name === name);
export const isUserError = (type: GraphQLObjectType): boolean => has(type, 'UserError');

/** The part in the lists and nulls that its type has around it. */
function around(type: GraphQLOutputType, part: Part): Part {
	if (isNonNullType(type)) return inList(type.ofType, part);
	const inner = inList(type, part);
	return { ...inner, shape: inner.shape.nullable(), convert: (value) => (value === null ? null : inner.convert(value)) };
}
function inList(type: GraphQLOutputType, part: Part): Part {
	if (!isListType(type)) return part;
	const inner = around(type.ofType, part);
	return { ...inner, shape: z.array(inner.shape), convert: (value) => (Array.isArray(value) ? value.map(inner.convert) : value) };
}

/** What routes answer with, made from the schema. */
export class Answers {
	/** Objects by name, for the components of OpenAPI. */
	readonly objects = z.registry<{ id: string }>();
	readonly #schema: GraphQLSchema;
	readonly #known = new Map<string, Part | 'begun'>();
	/** What some field gives by itself. Members of result unions that none gives are there to carry an object, and show it whole. */
	readonly #given: ReadonlySet<string>;

	constructor(schema: GraphQLSchema) {
		this.#schema = schema;
		const types = Object.values(schema.getTypeMap()).filter(isObjectType);
		this.#given = new Set(types.flatMap((type) => Object.values(type.getFields()).map((field) => getNamedType(field.type).name)));
	}

	/** Of a root field: a page, a list, an object, or one of several results. @param input.of the type of a node */
	of(input: { readonly type: GraphQLOutputType; readonly of?: string | undefined }): Part {
		const type = getNamedType(input.type);
		if (isUnionType(type)) return this.#result(type.getTypes());
		const named = isInterfaceType(type) ? this.#schema.getType(input.of ?? '') : type;
		if (!isObjectType(named)) throw new Error(`${input.type} can't be the answer of a route`);
		if (named.getFields().pageInfo !== undefined) return this.#page(named);
		const part = this.#object(named);
		if (isInterfaceType(type)) return { ...part, selection: `{ __typename ... on ${named.name} ${part.selection} }` };
		if (!isListType(getNullableType(input.type))) return part;
		return {
			selection: part.selection,
			shape: z.object({ items: z.array(part.shape) }),
			convert: (value) => ({ items: Array.isArray(value) ? value.map(part.convert) : [] }),
		};
	}

	/** An object with all of its fields that need no argument. */
	#object(type: GraphQLObjectType): Part {
		const ready = this.#known.get(type.name);
		if (ready === 'begun') throw new Error(`${type.name} is within itself`);
		if (ready !== undefined) return ready;
		this.#known.set(type.name, 'begun');
		const fields = Object.values(type.getFields()).flatMap((field) => this.#field(field, { of: type }));
		const shape = z.object(Object.fromEntries(fields.map(({ to, part }) => [to, part.shape])));
		this.objects.add(shape, { id: type.name });
		const part: Part = {
			selection: `{ __typename ${fields.map(({ from, part: { selection } }) => `${from} ${selection}`).join(' ')} }`,
			shape,
			convert(value) {
				if (!isRecord(value)) return value;
				const shown: Record<string, unknown> = {};
				for (const { from, to, part } of fields) shown[to] = part.convert(value[from]);
				return shown;
			},
		};
		this.#known.set(type.name, part);
		return part;
	}

	/** An object with an address of its own (a Node) is its id, but in a result, which is there to give it whole. */
	#field(field: GraphQLField<unknown, unknown>, input: { readonly of: GraphQLObjectType }): { from: string; to: string; part: Part }[] {
		const type = getNamedType(field.type);
		// What is within itself has no end in JSON.
		if (field.args.some(isRequiredArgument) || (!has(type, 'Node') && this.#known.get(type.name) === 'begun')) return [];
		const from = field.name;
		if (isObjectType(type)) {
			if (!has(type, 'Node') || !this.#given.has(input.of.name)) return [{ from, to: from, part: around(field.type, this.#object(type)) }];
			const id: Part = { selection: '{ id }', shape: scalarShape('ID'), convert: (value) => (isRecord(value) ? value.id : value) };
			const to = isListType(getNullableType(field.type)) ? `${from}Ids` : `${from}Id`;
			return [{ from, to, part: around(field.type, id) }];
		}
		if (!isEnumType(type) && !isScalarType(type)) return [];
		const leaf = isEnumType(type) ? z.enum(type.getValues().map(({ name }) => name)) : scalarShape(type.name);
		const part = around(field.type, { selection: '', shape: leaf, convert: same });
		return [{ from, to: from, part: field.description ? { ...part, shape: part.shape.describe(field.description) } : part }];
	}

	#page(connection: GraphQLObjectType): Part {
		const edge = getNamedType(connection.getFields().edges?.type);
		const node = isObjectType(edge) ? getNamedType(edge.getFields().node?.type) : undefined;
		if (!isObjectType(node)) throw new Error(`${connection.name} has no node`);
		const part = this.#object(node);
		return {
			selection: `{ edges { node ${part.selection} } pageInfo { hasNextPage endCursor } }`,
			shape: z.object({
				items: z.array(part.shape),
				nextCursor: z.string().nullable().describe('Give it as `after` for the next page; null: this was the last.'),
			}),
			convert(value) {
				const { edges, pageInfo } = page.parse(value);
				return { items: edges.map((one) => part.convert(one.node)), nextCursor: pageInfo.hasNextPage ? pageInfo.endCursor : null };
			},
		};
	}

	/** Members that say no become problems (problem.ts), those that say yes are the answer. */
	#result(members: readonly GraphQLObjectType[]): Part {
		const parts = new Map(members.map((member) => [member.name, this.#object(member)]));
		const [first, ...others] = members.filter((member) => !isUserError(member)).flatMap(({ name }) => parts.get(name)?.shape ?? []);
		if (first === undefined) throw new Error('a result that never succeeds');
		return {
			selection: `{ __typename ${[...parts].map(([name, { selection }]) => `... on ${name} ${selection}`).join(' ')} }`,
			shape: others.length === 0 ? first : z.union([first, ...others]),
			convert: (value) => (isRecord(value) ? parts.get(String(value.__typename))?.convert(value) : value),
		};
	}
}

const page = z.object({
	edges: z.array(z.object({ node: z.unknown() })),
	pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});
