import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ObjectStore } from './objects.ts';

/** Puts what stands in memory: the whole object or nothing, as `putFile` does with a file. */
export async function putBytes(objects: ObjectStore, { key, bytes }: { readonly key: string; readonly bytes: Uint8Array }): Promise<void> {
	const folder = await mkdtemp(join(tmpdir(), 'meridian-object-'));
	try {
		const file = join(folder, 'body');
		await writeFile(file, bytes);
		await objects.putFile(key, file);
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
