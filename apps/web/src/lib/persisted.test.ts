import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { portalDocuments } from '../../scripts/persisted-documents.ts';
import { dataDocuments } from './data-documents.ts';
import { documents } from './documents.ts';
import { documentId } from './persisted.ts';

test('a document’s id is the hash of its text', () => {
	const text = 'query Ümläut { __typename }';
	expect(documentId(text)).toBe(`sha256:${createHash('sha256').update(text, 'utf8').digest('hex')}`);
});

test('what the build writes down holds every document of the portal', async () => {
	const written = new Set(await portalDocuments());
	for (const text of [...Object.values(documents), ...Object.values(dataDocuments)]) expect(written).toContain(text);
});

test('documents are in src/lib alone, where the build finds them', () => {
	const src = join(import.meta.dirname, '..');
	const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
		(name) => /\.tsx?$/.test(name) && !/\.test\.tsx?$/.test(name),
	);
	const elsewhere = files.filter(
		(name) =>
			!/^lib[\\/](\w+-)*documents\.ts$/.test(name) &&
			/['"`]\s*(query|mutation|subscription)\s+[A-Z]\w*\s*[({]/.test(readFileSync(join(src, name), 'utf8')),
	);
	// The server's own: it has no session yet.
	expect(elsewhere).toEqual(['lib/renew.ts']);
});
