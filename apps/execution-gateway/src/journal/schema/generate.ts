import { type FieldShape, type FieldType, type Format, fieldShape, type Struct, type Union } from './types.ts';

const scalars = ['number', 'boolean', 'text', 'ticket', 'json'];

/** The source of a codec with one straight function for each struct and union: what an order costs in the journal is spent in here. */
export function generateCodec(format: Format): string {
	const { words, structs, unions } = format;
	const core = [...Object.keys(structs), ...Object.keys(unions)].toSorted();
	return [
		'// Made by npm run generate -w @meridian/execution-gateway from ../schema/schema.ts. Do not edit.',
		`import type { ${core.filter((name) => name !== 'VenueRequest').join(', ')} } from '@meridian/core';`,
		"import type { RecordReader } from '../schema/reader.ts';",
		"import { recordFormat, type VenueRequest } from '../schema/schema.ts';",
		"import type { RecordWriter } from '../schema/writer.ts';",
		'',
		'const { words } = recordFormat;',
		'type Word<Name extends keyof typeof words> = (typeof words)[Name][number];',
		'function unknownWord(value: unknown): Error {',
		'\treturn new TypeError(`$'.concat("{String(value)} can't be journalled: it is none of the words for it`);"),
		'}',
		...Object.entries(words).flatMap(([name, list]) => wordFunction(name, list)),
		...Object.entries(structs).flatMap(([name, fields]) => structFunctions(format, { name, fields })),
		...Object.entries(unions).flatMap(([name, union]) => unionFunctions(format, { name, union })),
		'',
	].join('\n');
}

function wordFunction(name: string, list: readonly string[]): string[] {
	return [
		'',
		`function numberOf${name}(value: Word<'${name}'>): number {`,
		'\tswitch (value) {',
		...list.map((word, i) => `\t\tcase '${word}':\n\t\t\treturn ${i};`),
		'\t\tdefault:',
		'\t\t\tthrow unknownWord(value);',
		'\t}',
		'}',
	];
}

function structFunctions(format: Format, { name, fields }: { readonly name: string; readonly fields: Struct }): string[] {
	return [
		'',
		`export function write${name}(w: RecordWriter, value: ${name}): void {`,
		...writeFields(format, fields).map((line) => `\t${line}`),
		'}',
		'',
		`export function read${name}(r: RecordReader): ${name} {`,
		'\treturn {',
		...Object.entries(fields).map(([field, type]) => `\t\t${field}: ${readField(format, type)},`),
		'\t};',
		'}',
	];
}

function unionFunctions(format: Format, { name, union }: { readonly name: string; readonly union: Union }): string[] {
	const variants = Object.entries(union.variants).map(([variant, fields], number) => ({ values: variant.split('.'), fields, number }));
	const [by = '', thenBy = ''] = union.by;
	const firsts = [...new Set(variants.map(({ values }) => values[0] ?? ''))];
	const body = (number: number, fields: Struct): string[] => [
		'w.reserve(0);',
		`w.byte(${number});`,
		...Object.entries(fields).flatMap(([field, type]) => writeField(format, { field, type })),
		'return;',
	];
	const cases = firsts.flatMap((first) => {
		const under = variants.filter(({ values }) => values[0] === first);
		const [only] = under;
		if (under.length === 1 && only !== undefined && only.values.length === 1)
			return [`\t\tcase '${first}':`, ...body(only.number, only.fields).map((line) => `\t\t\t${line}`)];
		return [
			`\t\tcase '${first}':`,
			`\t\t\tswitch (value.${thenBy}) {`,
			...under.flatMap(({ values, number, fields }) => [
				`\t\t\t\tcase '${values[1]}':`,
				...body(number, fields).map((line) => `\t\t\t\t\t${line}`),
			]),
			'\t\t\t}',
			'\t\t\treturn;',
		];
	});
	return [
		'',
		`export function write${name}(w: RecordWriter, value: ${name}): void {`,
		`\tswitch (value.${by}) {`,
		...cases,
		'\t}',
		'}',
		'',
		`export function read${name}(r: RecordReader): ${name} {`,
		'\tswitch (r.byte()) {',
		...variants.flatMap(({ values, number, fields }) => [
			`\t\tcase ${number}:`,
			'\t\t\treturn {',
			...values.map((value, i) => `\t\t\t\t${union.by[i]}: '${value}',`),
			...Object.entries(fields).map(([field, type]) => `\t\t\t\t${field}: ${readField(format, type)},`),
			'\t\t\t};',
		]),
		'\t\tdefault:',
		`\t\t\tthrow r.malformed('an unknown ${name}');`,
		'\t}',
		'}',
	];
}

/** Once there is room for a struct there is room for all its numbers: see RecordWriter.reserve. */
const writeFields = (format: Format, fields: Struct): string[] => [
	'w.reserve(0);',
	...Object.entries(fields).flatMap(([field, type]) => writeField(format, { field, type })),
];

function writeField(format: Format, { field, type }: { readonly field: string; readonly type: FieldType }): string[] {
	const shape = fieldShape(type);
	const { name } = shape;
	const value = `value.${field}`;
	if (scalars.includes(name)) return [`w.${name}(${value});`];
	if (name in format.words && shape.isList)
		return [`w.number(${value}.length);`, `for (const item of ${value}) w.byte(numberOf${name}(item));`];
	if (name in format.words)
		return shape.mayBeNull
			? [`if (${value} === null) w.byte(0xff);`, `else w.byte(numberOf${name}(${value}));`]
			: [`w.byte(numberOf${name}(${value}));`];
	if (!(name in format.structs) && !(name in format.unions)) throw new Error(`${field}: the format knows no ${name}`);
	if (shape.isList) return [`w.number(${value}.length);`, `for (const item of ${value}) write${name}(w, item);`];
	if (shape.isShared)
		return [
			`if (${value} === w.picture) w.byte(1);`,
			'else {',
			'\tw.byte(0);',
			`\tw.picture = ${value};`,
			`\twrite${name}(w, ${value});`,
			'}',
		];
	const missing = shape.mayBeNull ? 'null' : shape.mayBeAbsent ? 'undefined' : undefined;
	if (missing === undefined) return [`write${name}(w, ${value});`];
	return [`if (${value} === ${missing}) w.byte(0);`, 'else {', '\tw.byte(1);', `\twrite${name}(w, ${value});`, '}'];
}

function readField(format: Format, type: FieldType): string {
	const shape: FieldShape = fieldShape(type);
	const { name } = shape;
	if (scalars.includes(name)) {
		const or = [...(shape.mayBeNull ? ['Null'] : []), ...(shape.mayBeAbsent ? ['Absent'] : [])].map((what) => `Or${what}`);
		return `r.${name}${or.join('')}()`;
	}
	if (name in format.words && shape.isList) return `Array.from({ length: r.number() }, () => r.word(words.${name}))`;
	if (name in format.words) return `r.word${shape.mayBeNull ? 'OrNull' : ''}(words.${name})`;
	if (shape.isList) return `Array.from({ length: r.number() }, () => read${name}(r))`;
	if (shape.isShared) return `r.byte() === 1 && r.picture !== undefined ? r.picture : (r.picture = read${name}(r))`;
	if (shape.mayBeNull) return `r.byte() === 0 ? null : read${name}(r)`;
	return shape.mayBeAbsent ? `r.byte() === 0 ? undefined : read${name}(r)` : `read${name}(r)`;
}
