import { closeSync, existsSync, fdatasyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Tenants' own keys of terminals, each still sealed as it came: with the gateway's secret, bound to its id. */
export const sealedKeysShape = z.array(
	z.object({ accountId: z.number().int().positive(), keyId: z.string().min(1).max(64), sealed: z.string() }),
);
export type SealedKeys = z.infer<typeof sealedKeysShape>;

/** The keys that came with one version of a tenant's configuration. They mean nothing beside another version of it. */
export type KeysOfVersion = { readonly version: number; readonly keys: SealedKeys };
const shape = z.object({ version: z.number().int().positive(), keys: sealedKeysShape });

/**
 * The last keys of each tenant beside the journal, so that a gateway that starts again knows its terminals before the API has told it anything. They are as
 * they came, sealed, so that nobody who reads the disk can log in with them.
 */
export class KeptKeys {
	readonly #dir: string;

	/** @param stateDir of the shard; the files are in a folder of it. */
	constructor(stateDir: string) {
		this.#dir = join(stateDir, 'terminal-keys');
		mkdirSync(this.#dir, { recursive: true, mode: 0o700 });
	}

	/** Whole or not at all, and on the disk. @throws where the disk does not take it. */
	keep(tenantId: number, kept: KeysOfVersion): void {
		const file = this.#fileOf(tenantId);
		const descriptor = openSync(`${file}.tmp`, 'w', 0o600);
		try {
			const bytes = Buffer.from(JSON.stringify(kept));
			for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
			fdatasyncSync(descriptor);
		} finally {
			closeSync(descriptor);
		}
		renameSync(`${file}.tmp`, file);
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
