import {
	type GraphQLField,
	type GraphQLOutputType,
	type GraphQLSchema,
	getNamedType,
	isAbstractType,
	isLeafType,
	isObjectType,
	isRequiredArgument,
	parse,
	TypeInfo,
	visit,
	visitWithTypeInfo,
} from 'graphql';
import { fieldOf } from './entry.ts';

/** Response names of one selection set, with the type each has: members of a union may not give one name two types. */
type Names = Map<string, string>;

/** Every field of a type that needs no argument, all the way down; a type within itself is left out. */
function selection(
	schema: GraphQLSchema,
	type: GraphQLOutputType,
	input: { readonly path: readonly string[]; readonly names: Names; readonly of?: string | undefined },
): string {
	const named = getNamedType(type);
	if (isLeafType(named)) return '';
	if (isAbstractType(named)) {
		const members = schema.getPossibleTypes(named).filter(({ name }) => input.of === undefined || input.of === name);
		const names: Names = new Map();
		return `{ __typename ${members.map((member) => `... on ${member.name} ${selection(schema, member, { path: input.path, names })}`).join(' ')} }`;
	}
	const path = [...input.path, named.name];
	const fields = Object.values(named.getFields()).flatMap((field) => {
		if (field.args.some(isRequiredArgument) || path.includes(getNamedType(field.type).name)) return [];
		const known = input.names.get(field.name);
		const alias = known === undefined || known === String(field.type) ? '' : `${named.name}_${field.name}: `;
		input.names.set(field.name, known ?? String(field.type));
		return [`${alias}${field.name} ${selection(schema, field.type, { path, names: new Map() })}`];
	});
	return `{ ${fields.join(' ')} }`;
}

const rootField = (schema: GraphQLSchema, key: string): { kind: string; field: GraphQLField<unknown, unknown> } => {
	const [root = '', name = ''] = fieldOf(key).split('.');
	const type = schema.getType(root);
	const field = isObjectType(type) ? type.getFields()[name] : undefined;
	if (field === undefined) throw new Error(`the schema has no ${key}: take its entry away`);
	return { kind: root.toLowerCase(), field };
};

/** One operation on the field with the given arguments as variables, which asks for everything that the field can give. */
export function documentFor(
	schema: GraphQLSchema,
	key: string,
	input: { readonly args: readonly string[]; readonly of?: string | undefined },
): string {
	const { kind, field } = rootField(schema, key);
	const given = field.args.filter(({ name }) => input.args.includes(name));
	const unknown = input.args.filter((name) => !field.args.some((arg) => arg.name === name));
	if (unknown.length > 0) throw new Error(`${key} has no argument ${unknown.join(', ')}`);
	const variables = given.map((arg) => `$${arg.name}: ${arg.type}`).join(', ');
	const passed = given.map(({ name }) => `${name}: $${name}`).join(', ');
	const asked = selection(schema, field.type, { path: [], names: new Map(), of: input.of });
	return `${kind} Walk${variables === '' ? '' : `(${variables})`} { result: ${field.name}${passed === '' ? '' : `(${passed})`} ${asked} }`;
}

/** `Type.field` of everything that a document asks for. */
export function fieldsOf(schema: GraphQLSchema, document: string): Set<string> {
	const found = new Set<string>();
	const info = new TypeInfo(schema);
	visit(
		parse(document),
		visitWithTypeInfo(info, {
			Field: ({ name }) => {
				const parent = info.getParentType();
				if (parent && name.value !== '__typename') found.add(`${parent.name}.${name.value}`);
			},
		}),
	);
	return found;
}

const roots = ['Query', 'Mutation', 'Subscription'];
/** `Type.field` of every object type of the schema, and those of the roots alone. */
export function allFields(schema: GraphQLSchema): { readonly all: readonly string[]; readonly roots: readonly string[] } {
	const all = Object.values(schema.getTypeMap())
		.filter(isObjectType)
		.filter(({ name }) => !name.startsWith('__'))
		.flatMap((type) => Object.keys(type.getFields()).map((field) => `${type.name}.${field}`));
	return { all, roots: all.filter((name) => roots.includes(name.split('.')[0] ?? '')) };
}
