import { readFileSync } from 'node:fs';
import { documents } from '@meridian/web/documents';
import { buildSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';

const schema = buildSchema(readFileSync(new URL('../../apps/api/schema.graphql', import.meta.url), 'utf8'));

test.each(Object.entries(documents))('the API knows everything the portal asks for in %s', (_name, text) => {
	expect(validate(schema, parse(text)).map((error) => error.message)).toEqual([]);
});
