import {
	type DocumentNode,
	type GraphQLArgument,
	type GraphQLInputField,
	type GraphQLSchema,
	getNullableType,
	isInputObjectType,
	parse,
	validate,
} from 'graphql';
import { z } from 'zod';
import type { Answers, Part } from './answers.ts';
import { fromText, type Inputs } from './inputs.ts';
import { parametersOf, type Route } from './route.ts';

/** One value that a route takes: an argument of its field, or a field of the argument `input`. */
type Taken = GraphQLArgument | GraphQLInputField;

/** A route made ready: its document is checked once, when the process starts. */
export type Plan = {
	readonly route: Route;
	readonly document: DocumentNode;
	readonly answer: Part;
	/** Where each value comes from. */
	readonly path: ReadonlyMap<string, Taken>;
	readonly query: ReadonlyMap<string, Taken>;
	readonly body: ReadonlyMap<string, Taken>;
	readonly pathShape: z.ZodObject<Record<string, z.ZodType>>;
	readonly queryShape: z.ZodObject<Record<string, z.ZodType>>;
	readonly bodyShape: z.ZodObject<Record<string, z.ZodType>>;
	/** The arguments as variables of the document. */
	readonly variablesOf: (taken: Readonly<Record<string, unknown>>) => Record<string, unknown>;
};

export function planOf(route: Route, input: { readonly schema: GraphQLSchema; readonly answers: Answers; readonly inputs: Inputs }): Plan {
	const { schema, answers, inputs } = input;
	const [root = '', name = ''] = route.field.split('.');
	const field = (root === 'Query' ? schema.getQueryType() : schema.getMutationType())?.getFields()[name];
	if (field === undefined) throw new Error(`the schema has no ${route.field}: ${route.path} needs another field`);
	const { as = {}, fixed = {} } = route;
	const wrapper = field.args.find((arg) => arg.name === 'input');
	const wrapped = wrapper === undefined ? undefined : getNullableType(wrapper.type);
	const own = isInputObjectType(wrapped) ? Object.values(wrapped.getFields()) : [];
	const all: readonly Taken[] = [...field.args.filter((arg) => arg !== wrapper), ...own];
	const byName = new Map(all.map((one) => [one.name, one] as const));
	const path = new Map(
		parametersOf(route.path).map((parameter) => {
			const taken = byName.get(as[parameter] ?? parameter);
			if (taken === undefined) throw new Error(`${route.path}: ${route.field} takes no ${parameter}`);
			return [parameter, taken] as const;
		}),
	);
	const said = new Set([...[...path.values()].map((taken) => taken.name), ...Object.keys(fixed)]);
	const rest = new Map(all.filter((taken) => !said.has(taken.name)).map((taken) => [taken.name, taken] as const));
	const [query, body] = route.method === 'get' ? [rest, new Map<string, Taken>()] : [new Map<string, Taken>(), rest];
	const variablesOf = (taken: Readonly<Record<string, unknown>>): Record<string, unknown> => {
		const values = { ...taken, ...fixed };
		const direct = Object.fromEntries(Object.entries(values).filter(([key]) => !own.some((one) => one.name === key)));
		return wrapper === undefined
			? direct
			: { ...direct, input: Object.fromEntries(Object.entries(values).filter(([key]) => !(key in direct))) };
	};
	const answer = answers.of({ type: field.type, of: route.of });
	const variables = field.args.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
	const passed = field.args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
	const text = `${root.toLowerCase()} Rest${variables === '' ? '' : `(${variables})`} { result: ${name}${passed === '' ? '' : `(${passed})`} ${answer.selection} }`;
	const document = parse(text);
	const errors = validate(schema, document);
	if (errors.length > 0) throw new Error(`${route.path}: ${errors[0]?.message}`);
	const shapeOf = (from: ReadonlyMap<string, Taken>) =>
		z.strictObject(Object.fromEntries([...from].map(([key, taken]) => [key, inputs.of(taken)])));
	const textsOf = (from: ReadonlyMap<string, Taken>) =>
		z.strictObject(Object.fromEntries([...from].map(([key, taken]) => [key, inputs.ofText(taken)])));
	return {
		...{ route, document, answer, path, query, body, variablesOf },
		...{ pathShape: textsOf(path), queryShape: textsOf(query), bodyShape: shapeOf(body) },
	};
}

/** Values out of the texts of a path or query. */
export const readTexts = (texts: Readonly<Record<string, unknown>>, from: ReadonlyMap<string, Taken>): Record<string, unknown> =>
	Object.fromEntries(
		Object.entries(texts).map(([name, text]) => {
			const taken = from.get(name);
			return [name, taken === undefined ? text : fromText(taken.type, text)];
		}),
	);
