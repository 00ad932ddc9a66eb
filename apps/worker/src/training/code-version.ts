import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

let known: string | undefined;

/** What computed a model: a hash over the sources of packages/ml, in hex. The same code has the same, wherever it was checked out. */
export function codeVersion(): string {
	if (known !== undefined) return known;
	const root = join(fileURLToPath(import.meta.resolve('@meridian/ml')), '..');
	const hash = createHash('sha256');
	const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
	for (const file of files.toSorted())
		hash
			.update(`${file}\0`)
			.update(readFileSync(join(root, file)))
			.update('\0');
	known = hash.digest('hex');
	return known;
}
