import { readFileSync, writeFileSync } from 'node:fs';
import { riskTable } from '../src/risk/table.ts';

/** Writes the check table into docs/engine.md between its markers; with --check it only says whether it is up to date. */
const file = new URL('../../../docs/engine.md', import.meta.url);
const begin = '<!-- begin generated: npm run generate -w @meridian/core -->';
const end = '<!-- end generated -->';

const text = readFileSync(file, 'utf8');
const from = text.indexOf(begin);
const to = text.indexOf(end);
if (from < 0 || to < from) {
	process.stderr.write('docs/engine.md: the markers of the check table are missing\n');
	process.exit(1);
}
const generated = `${text.slice(0, from + begin.length)}\n\n${riskTable()}\n\n${text.slice(to)}`;
if (generated === text) process.stdout.write('docs/engine.md is up to date\n');
else if (process.argv.includes('--check')) {
	process.stderr.write('docs/engine.md is out of date: run npm run generate -w @meridian/core\n');
	process.exit(1);
} else {
	writeFileSync(file, generated);
	process.stdout.write('docs/engine.md written\n');
}
