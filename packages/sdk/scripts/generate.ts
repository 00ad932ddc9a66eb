import { readFileSync, writeFileSync } from 'node:fs';
import {
	buildSchema,
	type FragmentDefinitionNode,
	type GraphQLInputType,
	type GraphQLOutputType,
	type GraphQLSchema,
	type GraphQLType,
	getNamedType,
	isAbstractType,
	isEnumType,
	isInputObjectType,
	isInputType,
	isListType,
	isNonNullType,
	isObjectType,
	Kind,
	type OperationDefinitionNode,
	parse,
	print,
	type SelectionSetNode,
	stripIgnoredCharacters,
	typeFromAST,
	validate,
} from 'graphql';

/**
 * Writes src/api/generated/operations.ts: each operation of operations.graphql as text, with the types of its variables and its answer as the
 * schema has them. With --check only says whether the committed file is what this makes.
 */
const at = (path: string): URL => new URL(`../${path}`, import.meta.url);
const schema = buildSchema(readFileSync(at('../../apps/api/schema.graphql'), 'utf8'));
const document = parse(readFileSync(at('src/api/operations.graphql'), 'utf8'));
const [invalid] = validate(schema, document);
if (invalid !== undefined) throw new Error(`operations.graphql: ${invalid.message}`);

const fragments = new Map(
	document.definitions.flatMap((one) => (one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [])),
);
const operations = document.definitions.flatMap((one) => (one.kind === Kind.OPERATION_DEFINITION ? [one] : []));
const scalars: Readonly<Record<string, string>> = { Int: 'number', Float: 'number', Boolean: 'boolean' };
/** Decimals, big integers and times are texts. */
const leaf = (name: string): string => scalars[name] ?? 'string';
const words = (values: readonly { readonly name: string }[]): string => values.map(({ name }) => `'${name}'`).join(' | ');

function wrapped(type: GraphQLType, inner: string): string {
	if (isNonNullType(type)) return isListType(type.ofType) ? `readonly (${wrapped(type.ofType.ofType, inner)})[]` : inner;
	return isListType(type) ? `readonly (${wrapped(type.ofType, inner)})[] | null` : `${inner} | null`;
}

const inputs = new Map<string, string>();
function inputType(type: GraphQLInputType): string {
	const named = getNamedType(type);
	if (isEnumType(named)) return wrapped(type, words(named.getValues()));
	if (!isInputObjectType(named)) return wrapped(type, leaf(named.name));
	if (!inputs.has(named.name)) {
		inputs.set(named.name, '');
		const fields = Object.values(named.getFields()).map(
			(field) =>
				`\treadonly ${field.name}${isNonNullType(field.type) ? '' : '?'}: ${inputType(field.type)}${isNonNullType(field.type) ? '' : ' | undefined'};`,
		);
		inputs.set(named.name, `export type ${named.name} = {\n${fields.join('\n')}\n};`);
	}
	return wrapped(type, named.name);
}

/** Fields of one object type out of a selection, with what fragments and inline fragments on it, or on its interfaces, add. */
function fieldsOf(of: GraphQLSchema, typeName: string, set: SelectionSetNode): Map<string, string> {
	const type = of.getType(typeName);
	if (!isObjectType(type)) throw new Error(`${typeName} is no object`);
	const found = new Map<string, string>();
	for (const selection of set.selections) {
		if (selection.kind === Kind.FIELD) {
			const name = selection.alias?.value ?? selection.name.value;
			if (selection.name.value === '__typename') found.set('__typename', `'${typeName}'`);
			else {
				const field = type.getFields()[selection.name.value];
				if (field !== undefined) found.set(name, wrapped(field.type, answerType(field.type, selection.selectionSet)));
			}
			continue;
		}
		const fragment: FragmentDefinitionNode | undefined =
			selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : undefined;
		const on = selection.kind === Kind.INLINE_FRAGMENT ? selection.typeCondition?.name.value : fragment?.typeCondition.name.value;
		const inner = selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragment?.selectionSet;
		const applies = on === undefined || on === typeName || type.getInterfaces().some((one) => one.name === on);
		if (applies && inner !== undefined) for (const [name, shape] of fieldsOf(of, typeName, inner)) found.set(name, shape);
	}
	return found;
}

function answerType(type: GraphQLOutputType, set: SelectionSetNode | undefined): string {
	const named = getNamedType(type);
	if (set === undefined) return isEnumType(named) ? words(named.getValues()) : leaf(named.name);
	const members = isAbstractType(named) ? schema.getPossibleTypes(named) : isObjectType(named) ? [named] : [];
	const shapes = members.map((member) => {
		const fields = [...fieldsOf(schema, member.name, set)].map(([name, shape]) => `readonly ${name}: ${shape}`);
		return `{ ${fields.join('; ')} }`;
	});
	return shapes.length === 1 ? (shapes[0] ?? '') : `(${shapes.join(' | ')})`;
}

/** An operation with the fragments that it uses, on one line. */
function textOf(operation: OperationDefinitionNode): string {
	const used = new Set<string>();
	const look = (text: string): void => {
		for (const [, name = ''] of text.matchAll(/\.\.\.\s*(\w+)/g)) {
			const fragment = fragments.get(name);
			if (fragment === undefined || used.has(name)) continue;
			used.add(name);
			look(print(fragment));
		}
	};
	look(print(operation));
	return stripIgnoredCharacters([print(operation), ...[...used].map((name) => print(fragments.get(name) ?? operation))].join('\n'));
}

const made = operations.map((operation) => {
	const name = operation.name?.value ?? '';
	const variables = (operation.variableDefinitions ?? []).map((variable) => {
		const field = variable.variable.name.value;
		const type = typeFromAST(schema, variable.type);
		if (!isInputType(type)) throw new Error(`${field} is of no input type`);
		return `readonly ${field}${isNonNullType(type) ? '' : '?'}: ${inputType(type)}${isNonNullType(type) ? '' : ' | undefined'}`;
	});
	const root = schema.getRootType(operation.operation);
	if (root == null) throw new Error(`the schema has no ${operation.operation}`);
	const answer = [...fieldsOf(schema, root.name, operation.selectionSet)].map(([field, shape]) => `readonly ${field}: ${shape}`);
	const key = `${name.slice(0, 1).toLowerCase()}${name.slice(1)}`;
	return {
		kind: operation.operation,
		text: `export type ${name}Variables = { ${variables.join('; ')} };\nexport type ${name}Answer = { ${answer.join('; ')} };\nexport const ${key}: Operation<${name}Variables, ${name}Answer> = { name: '${name}', text: ${JSON.stringify(textOf(operation))} };`,
	};
});
const file = at('src/api/generated/operations.ts');
const text = `// Made by scripts/generate.ts out of apps/api/schema.graphql and operations.graphql. Do not edit.
/** A checked document with the types of its variables and its answer. */
export type Operation<Variables, Answer> = { readonly name: string; readonly text: string; readonly variables?: Variables; readonly answer?: Answer };

${[...inputs.values()].join('\n')}

${made.map((one) => one.text).join('\n\n')}
`;
const committed = (): string => {
	try {
		return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
	} catch {
		return '';
	}
};
if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (committed() !== text) {
	process.stderr.write(
		'packages/sdk/src/api/generated/operations.ts is not what the schema makes. Run: npm run generate -w @meridian/sdk\n',
	);
	process.exitCode = 1;
}
