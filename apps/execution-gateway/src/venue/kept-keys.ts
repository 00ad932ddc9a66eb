import { closeSync, existsSync, fdatasync, mkdirSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';

/** Tenants' own keys of terminals, each still sealed as it came: with the gateway's secret, bound to its id. */
export const sealedKeysShape = z.array(
	z.object({ accountId: z.number().int().positive(), keyId: z.string().min(1).max(64), sealed: z.string() }),
);
export type SealedKeys = z.infer<typeof sealedKeysShape>;

/** The keys that came with one version of a tenant's configuration. They mean nothing beside another version of it. */
export type KeysOfVersion = { readonly version: number; readonly keys: SealedKeys };
const shape = z.object({ version: z.number().int().positive(), keys: sealedKeysShape });
const synced = promisify(fdatasync);

/**
 * The last keys of each tenant beside the journal, so that a gateway that starts again knows its terminals before the API has told it anything. They are as
 * they came, sealed, so that nobody who reads the disk can log in with them.
 */
export class KeptKeys {
	readonly #dir: string;
	/** Of each tenant the last that was to be kept. */
	readonly #newest = new Map<number, string>();
	#count = 0;

	/** @param stateDir of the shard; the files are in a folder of it. */
	constructor(stateDir: string) {
		this.#dir = join(stateDir, 'terminal-keys');
		mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
		// Of a gateway that ended in the middle.
		for (const name of readdirSync(this.#dir)) if (name.endsWith('.tmp')) rmSync(join(this.#dir, name));
	}

	/**
	 * Whole or not at all, the last one asked for, and on the disk once the promise is fulfilled. Nobody else waits for the disk: it is asked by a thread of Node's, and the
	 * engine's goes on. @throws (rejects) where the disk does not take it.
	 */
	async keep(tenantId: number, kept: KeysOfVersion): Promise<void> {
		const file = this.#fileOf(tenantId);
		const unfinished = `${file}.${++this.#count}.tmp`;
		this.#newest.set(tenantId, unfinished);
		try {
			const descriptor = openSync(unfinished, 'w', 0o600);
			try {
				const bytes = Buffer.from(JSON.stringify(kept));
				for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
				await synced(descriptor);
			} finally {
				closeSync(descriptor);
			}
			// A younger one may have been quicker, or is on its way: this one is nobody's any more.
			if (this.#newest.get(tenantId) === unfinished) renameSync(unfinished, file);
		} finally {
			rmSync(unfinished, { force: true });
		}
	}

	/** @returns undefined where there are none. @throws where the file is not what was written. */
	read(tenantId: number): KeysOfVersion | undefined {
		const file = this.#fileOf(tenantId);
		return existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
	}

	#fileOf(tenantId: number): string {
		return join(this.#dir, `${tenantId}.json`);
	}
}
