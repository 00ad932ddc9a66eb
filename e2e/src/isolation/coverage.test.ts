import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';
import { allFields, documentFor, fieldsOf } from './document.ts';
import { entries } from './entries/index.ts';
import { fieldOf } from './entry.ts';
import { absentIds } from './ids.ts';

const schema = buildSchema(readFileSync(new URL('../../../apps/api/schema.graphql', import.meta.url), 'utf8'));
const walked = new Set(Object.keys(entries).map(fieldOf));

test.each(allFields(schema).roots)('%s is walked by strangers: it has an entry', (field) => {
	const help = [
		`${field} has no entry in e2e/src/isolation/entries, so nothing proves that another tenant is denied it. Add, in the file of its module:`,
		`  '${field}': { roles: ['TENANT_ADMIN'], args: (ids) => ({ ... }), gives: '...Success' }`,
		'roles: who of the tenant may; args: arguments that name objects, from ids (leave out where it names none); see entry.ts.',
	].join('\n');
	expect(walked.has(field) ? '' : help).toBe('');
});

test('no entry is for a field that is gone, and every field of every type is asked for by some entry', () => {
	const asked = new Set<string>();
	for (const [key, entry] of Object.entries(entries)) {
		const args = Object.keys(entry.args?.(absentIds) ?? {});
		for (const field of fieldsOf(schema, documentFor(schema, key, { args, of: entry.of }))) asked.add(field);
	}
	const missing = allFields(schema).all.filter((field) => !asked.has(field));
	expect(missing, 'these fields are reached by no entry: add one whose answer holds them').toEqual([]);
});
