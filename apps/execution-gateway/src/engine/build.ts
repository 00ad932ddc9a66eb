import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Raised when ShardMemory changes: older snapshots are then of another build. */
const memoryFormat = 2;

let known: string | undefined;

/** What the engine is made of, as one word of 16 hex digits: a snapshot may be read only by the build that wrote it. */
export function engineBuild(): string {
	known ??= readBuild();
	return known;
}

function readBuild(): string {
	const folder = dirname(createRequire(import.meta.url).resolve('@meridian/core'));
	const hash = createHash('sha256').update(`${process.versions.v8} ${memoryFormat}`);
	for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted()) {
		if (name.endsWith('.ts')) hash.update(`\0${name}\0`).update(readFileSync(join(folder, name)));
	}
	return hash.digest('hex').slice(0, 16);
}
