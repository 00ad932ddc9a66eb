import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TrainingJob } from '@meridian/ml';

const hashBytes = 32;
const hashOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** What a training goes on with after its worker died: one file, replaced whole, behind its hash. */
export class CheckpointFile {
	readonly #file: string;
	#pending: Promise<unknown> = Promise.resolve();

	constructor(storeDir: string, { tenantId, jobId }: TrainingJob) {
		this.#file = join(storeDir, 'work', 'training', `tenant-${tenantId}`, jobId);
	}

	/** @returns undefined where there is none, or it is not whole: the training then begins anew. */
	async read(): Promise<Uint8Array | undefined> {
		const bytes = await readFile(this.#file).catch(() => undefined);
		if (bytes === undefined || bytes.length < hashBytes) return undefined;
		const body = bytes.subarray(hashBytes);
		return hashOf(body).equals(bytes.subarray(0, hashBytes)) ? body : undefined;
	}

	/** One after the other; one that fails costs only the work since the last. */
	write(bytes: Uint8Array): Promise<void> {
		const done = this.#pending.then(async () => {
			await mkdir(dirname(this.#file), { recursive: true, mode: 0o700 });
			await writeFile(`${this.#file}.new`, Buffer.concat([hashOf(bytes), bytes]), { mode: 0o600 });
			await rename(`${this.#file}.new`, this.#file);
		});
		this.#pending = done.catch(() => undefined);
		return done;
	}

	async remove(): Promise<void> {
		await this.#pending;
		await rm(this.#file, { force: true });
	}
}
