import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { S3mini } from 's3mini';
import { z } from 'zod';
import { garbageKeptMs, type ObjectStore } from './objects.ts';

export const s3Settings = z.strictObject({
	/** Address with the bucket: `https://s3.eu-central-1.amazonaws.com/ticks`. */
	url: z.url(),
	region: z.string().default('us-east-1'),
	accessKeyId: z.string().min(1),
	secretAccessKey: z.string().min(1),
	/** Copies of files that queries read, on this machine; the oldest go when they are more. */
	cacheBytesMax: z
		.int()
		.positive()
		.default(8 * 2 ** 30),
});
export type S3Settings = z.input<typeof s3Settings>;

/**
 * A bucket of an S3-compatible store. DuckDB reads files, so what a query needs is copied to a folder of this machine first; files never
 * change under their name, so a copy is good for ever. Writers must be processes of one machine: a manifest is locked there.
 */
export class S3Objects implements ObjectStore {
	readonly label: string;
	readonly #client: S3mini;
	readonly #cacheDir: string;
	readonly #cacheBytesMax: number;

	constructor(settings: S3Settings, cacheDir: string) {
		const { url, region, accessKeyId, secretAccessKey, cacheBytesMax } = s3Settings.parse(settings);
		this.label = url;
		this.#client = new S3mini({ endpoint: url, region, accessKeyId, secretAccessKey });
		this.#cacheDir = cacheDir;
		this.#cacheBytesMax = cacheBytesMax;
	}

	async putFile(key: string, file: string): Promise<void> {
		await this.#client.putObject(key, await readFile(file), 'application/vnd.apache.parquet');
		await rm(file, { force: true });
	}

	async putText(key: string, text: string): Promise<void> {
		await this.#client.putObject(key, text, 'application/json');
	}

	async getText(key: string): Promise<string | undefined> {
		return (await this.#client.getObject(key)) ?? undefined;
	}

	async localFile(key: string): Promise<string> {
		const file = join(this.#cacheDir, createHash('sha256').update(key).digest('hex'));
		if (existsSync(file)) {
			await utimes(file, new Date(), new Date());
			return file;
		}
		const bytes = await this.#client.getObjectArrayBuffer(key);
		if (bytes === null) throw new Error(`${this.label} has no object ${key}`);
		await mkdir(dirname(file), { recursive: true });
		// Of this copy alone: others of this and other processes may be at the same file.
		const unfinished = `${file}.${randomUUID()}.new`;
		await writeFile(unfinished, new Uint8Array(bytes));
		await rename(unfinished, file);
		await this.#trim(file);
		return file;
	}

	async list(prefix: string): Promise<readonly { key: string; modifiedMs: number }[]> {
		const found = await this.#client.listObjects('/', prefix);
		return (found ?? [])
			.map((object) => ({ key: object.Key, modifiedMs: Date.parse(String(object.LastModified)) }))
			.filter(({ key }) => key === prefix || key.startsWith(prefix.endsWith('/') ? prefix : `${prefix}/`))
			.sort((a, b) => (a.key < b.key ? -1 : 1));
	}

	async delete(key: string): Promise<void> {
		await this.#client.deleteObject(key);
	}

	async #trim(keep: string): Promise<void> {
		const found = await Promise.all(
			(await readdir(this.#cacheDir)).map(async (name) => {
				const file = join(this.#cacheDir, name);
				// Copies come to an end, and others trim, while we look.
				const info = await stat(file).catch(() => undefined);
				return info === undefined ? [] : [{ file, bytes: info.size, usedMs: info.mtimeMs }];
			}),
		);
		const files = found.flat();
		let bytes = files.reduce((sum, file) => sum + file.bytes, 0);
		for (const { file, bytes: own, usedMs } of files.sort((a, b) => a.usedMs - b.usedMs)) {
			// What was handed out a moment ago may not have been opened yet.
			if (bytes <= this.#cacheBytesMax || usedMs > Date.now() - garbageKeptMs) return;
			if (file === keep) continue;
			await rm(file, { force: true });
			bytes -= own;
		}
	}
}
