import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generateDocs } from '../src/generate/docs.ts';
import { generateMqh } from '../src/generate/mqh.ts';

const root = join(import.meta.dirname, '../../..');
const outputs = [
	{ file: 'apps/execution-gateway/mt5/include/Protocol.mqh', text: generateMqh() },
	{ file: 'docs/protocol.md', text: generateDocs() },
];

const check = process.argv.includes('--check');
const stale: string[] = [];
for (const { file, text } of outputs) {
	const path = join(root, file);
	if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
	stale.push(file);
	if (check) continue;
	mkdirSync(dirname(path), { recursive: true });
	writeFileSync(path, text);
}

if (stale.length === 0) console.log('protocol: generated files are up to date');
else if (check) {
	console.error(`protocol: out of date: ${stale.join(', ')}. Run: npm run generate -w @meridian/protocol`);
	process.exitCode = 1;
} else console.log(`protocol: wrote ${stale.join(', ')}`);
