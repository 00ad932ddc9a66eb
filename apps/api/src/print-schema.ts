import { readFileSync, writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { schema } from './schema.ts';

/** Writes schema.graphql, which clients read; with --check only says whether the committed one is what the code makes. */
const file = new URL('../schema.graphql', import.meta.url);
const text = `${printSchema(lexicographicSortSchema(schema))}\n`;

const committed = (): string => {
	try {
		return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
	} catch {
		return '';
	}
};

if (!process.argv.includes('--check')) writeFileSync(file, text);
else if (committed() !== text) {
	process.stderr.write('apps/api/schema.graphql is not what the code makes. Run: npm run schema -w @meridian/api\n');
	process.exitCode = 1;
}
