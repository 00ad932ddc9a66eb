import { readFileSync, writeFileSync } from 'node:fs';
import { generateCodec } from '../src/journal/schema/generate.ts';
import { recordFormat } from '../src/journal/schema/schema.ts';

/** Writes the codec of journal records; with --check it only says whether it is up to date. */
const file = new URL('../src/journal/generated/codec.ts', import.meta.url);
const made = generateCodec(recordFormat);
const name = 'src/journal/generated/codec.ts';
if (read() === made) process.stdout.write(`${name} is up to date\n`);
else if (process.argv.includes('--check')) {
	process.stderr.write(`${name} is out of date: run npm run generate -w @meridian/execution-gateway\n`);
	process.exit(1);
} else {
	writeFileSync(file, made);
	process.stdout.write(`${name} written\n`);
}

function read(): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}
