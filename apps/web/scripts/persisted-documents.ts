import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { documentId } from '../src/lib/persisted.ts';

/** Every document of the portal: the texts of the objects that src/lib/*documents.ts export. */
export async function portalDocuments(): Promise<readonly string[]> {
	const folder = join(import.meta.dirname, '../src/lib');
	const files = readdirSync(folder).filter((name) => name.endsWith('documents.ts'));
	const modules = await Promise.all(files.map((name) => import(join(folder, name)) as Promise<Record<string, unknown>>));
	const texts = modules
		.flatMap((module) => Object.values(module))
		.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
	return [...new Set(texts.filter((text) => typeof text === 'string'))];
}

/** After `next build`: every document by its id, for the API, which takes nothing else from sessions of the portal. */
if (import.meta.main) {
	const file = join(import.meta.dirname, '../.next/persisted-documents.json');
	mkdirSync(dirname(file), { recursive: true });
	const byId = Object.fromEntries((await portalDocuments()).map((text) => [documentId(text), text]));
	writeFileSync(file, `${JSON.stringify(byId, null, '\t')}\n`);
}
