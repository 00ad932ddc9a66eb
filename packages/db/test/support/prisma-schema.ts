import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a .prisma file says the database should hold, in the words of Postgres's catalogues. One line per fact, sorted. */
type Field = {
	readonly name: string;
	readonly type: string;
	readonly optional: boolean;
	readonly list: boolean;
	readonly attributes: string;
};
type Model = { readonly name: string; readonly table: string; readonly fields: readonly Field[]; readonly block: string };

const scalars: Readonly<Record<string, string>> = {
	Int: 'integer',
	BigInt: 'bigint',
	String: 'text',
	Boolean: 'boolean',
	Json: 'jsonb',
	Float: 'double precision',
	DateTime: 'timestamp(3) without time zone',
	Decimal: 'numeric(65,30)',
};

const parse = (text: string): { models: Model[]; enums: Map<string, { table: string; values: string[] }> } => {
	const models: Model[] = [];
	const enums = new Map<string, { table: string; values: string[] }>();
	for (const [, kind = '', name = '', block = ''] of text.matchAll(/^(model|enum) (\w+) \{\n([\s\S]*?)^\}/gm)) {
		const table = /@@map\("(\w+)"\)/.exec(block)?.[1] ?? name;
		const lines = block.split('\n').map((line) => line.trim());
		const words = lines.filter((line) => line !== '' && !line.startsWith('//') && !line.startsWith('@@'));
		if (kind === 'enum') {
			enums.set(name, { table, values: words });
			continue;
		}
		const fields = words.map((line) => {
			const match = /^(\w+)\s+(\w+)(\[\])?(\?)?\s*(.*)$/.exec(line);
			if (match === null) throw new Error(`prisma schema: ${line}`);
			const [, field = '', type = '', list, optional, attributes = ''] = match;
			return { name: field, type, list: list !== undefined, optional: optional !== undefined, attributes };
		});
		models.push({ name, table, fields, block });
	}
	return { models, enums };
};

const columnOf = (field: Field): string => /@map\("(\w+)"\)/.exec(field.attributes)?.[1] ?? field.name;

const defaultOf = (field: Field, table: string): string => {
	const text = /@default\("(\w*)"\)/.exec(field.attributes)?.[1];
	if (text !== undefined) return text === '' ? "''::text" : text;
	if (field.type === 'Json' && field.attributes.includes('@default("{}")')) return "'{}'::jsonb";
	const given = /@default\((\w+(?:\(\))?)\)/.exec(field.attributes)?.[1];
	if (given === undefined) return 'none';
	if (given === 'autoincrement()') return `nextval(${table}_${columnOf(field)}_seq)`;
	return given === 'now()' ? 'CURRENT_TIMESTAMP' : given;
};

export const expectedFacts = (file: 'platform' | 'tenant'): string[] => {
	const { models, enums } = parse(readFileSync(join(import.meta.dirname, `../../prisma/${file}.prisma`), 'utf8'));
	const facts = [...enums.values()].map(({ table, values }) => `enum ${table}: ${values.join(', ')}`);
	for (const { table, fields, block } of models) {
		const byName = new Map(fields.map((field) => [field.name, field]));
		const columns = (names: string) =>
			names
				.split(',')
				.map((name) => byName.get(name.trim()))
				.map((field) => (field === undefined ? '?' : columnOf(field)))
				.join(', ');
		for (const field of fields) {
			const relation = /@relation\(fields: \[([^\]]+)\], references: \[([^\]]+)\]\)/.exec(field.attributes);
			const target = models.find(({ name }) => name === field.type);
			if (relation !== null && target !== undefined) {
				facts.push(
					`${table} (${columns(relation[1] ?? '')}) -> ${target.table} (${relation[2]}), on delete ${field.optional ? 'SET NULL' : 'RESTRICT'}, on update CASCADE`,
				);
			}
			if (target !== undefined) continue;
			const decimal = /@db\.Decimal\((\d+), (\d+)\)/.exec(field.attributes);
			const type = field.attributes.includes('@db.Timestamptz(3)')
				? 'timestamp(3) with time zone'
				: decimal !== null
					? `numeric(${decimal[1]},${decimal[2]})`
					: (scalars[field.type] ?? enums.get(field.type)?.table ?? `unknown ${field.type}`);
			facts.push(
				`${table}.${columnOf(field)}: ${type}${field.list ? '[]' : ''}${field.optional ? '' : ' not null'}, default ${defaultOf(field, table)}`,
			);
			if (/@id\b/.test(field.attributes)) facts.push(`${table} primary (${columnOf(field)})`);
			if (/@unique\b/.test(field.attributes)) facts.push(`${table} unique (${columnOf(field)})`);
		}
		for (const [, kind = '', names = ''] of block.matchAll(/@@(id|unique|index)\(\[([^\]]+)\]\)/g)) {
			facts.push(`${table} ${kind === 'id' ? 'primary' : kind} (${columns(names)})`);
		}
	}
	return facts.sort();
};
