import { readFileSync, writeFileSync } from 'node:fs';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { openApi } from './rest/openapi.ts';
import { plansOf } from './rest/plans.ts';
import { schema } from './schema.ts';

/** Writes schema.graphql and openapi.json, which clients read; with --check only says whether the committed ones are what the code makes. */
const files = [
	['schema.graphql', `${printSchema(lexicographicSortSchema(schema))}\n`],
	['openapi.json', `${JSON.stringify(openApi(plansOf(schema)), null, 1)}\n`],
] as const;

const committed = (file: URL): string => {
	try {
		return readFileSync(file, 'utf8').replaceAll('\r\n', '\n');
	} catch {
		return '';
	}
};

for (const [name, text] of files) {
	const file = new URL(`../${name}`, import.meta.url);
	if (!process.argv.includes('--check')) writeFileSync(file, text);
	else if (committed(file) !== text) {
		process.stderr.write(`apps/api/${name} is not what the code makes. Run: npm run schema -w @meridian/api\n`);
		process.exitCode = 1;
	}
}
