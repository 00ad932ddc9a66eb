import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';

/** Where the store's files are. Keys are paths with slashes; a put replaces the whole object or nothing. */
export type ObjectStore = {
	readonly label: string;
	/** Takes the file away: it may be moved. */
	putFile(key: string, file: string): Promise<void>;
	putText(key: string, text: string): Promise<void>;
	/** @returns undefined where there is none */
	getText(key: string): Promise<string | undefined>;
	/** A path on this machine with the object's bytes, for DuckDB; valid until the object is deleted. @throws where there is none */
	localFile(key: string): Promise<string>;
	list(prefix: string): Promise<readonly { readonly key: string; readonly modifiedMs: number }[]>;
	/** No error where there is none. */
	delete(key: string): Promise<void>;
};

/** A reader that began before a file left its series has this long to finish. */
export const garbageKeptMs = 10 * 60_000;

/** Folders of this machine; what was put has been synced, its folder too. */
export class LocalObjects implements ObjectStore {
	readonly label: string;
	readonly #root: string;

	constructor(root: string) {
		this.label = root;
		this.#root = root;
	}

	async putFile(key: string, file: string): Promise<void> {
		const target = join(this.#root, key);
		await mkdir(dirname(target), { recursive: true });
		await sync(file);
		try {
			await rename(file, target);
		} catch (error) {
			if (!isCode(error, 'EXDEV')) throw error;
			await copyFile(file, `${target}.new`);
			await sync(`${target}.new`);
			await rename(`${target}.new`, target);
			await rm(file, { force: true });
		}
		await sync(dirname(target));
	}

	async putText(key: string, text: string): Promise<void> {
		const target = join(this.#root, key);
		await mkdir(dirname(target), { recursive: true });
		await writeWhole(target, text);
	}

	async getText(key: string): Promise<string | undefined> {
		try {
			return await readFile(join(this.#root, key), 'utf8');
		} catch (error) {
			if (isCode(error, 'ENOENT')) return undefined;
			throw error;
		}
	}

	async localFile(key: string): Promise<string> {
		const file = join(this.#root, key);
		await stat(file);
		return file;
	}

	async list(prefix: string): Promise<readonly { key: string; modifiedMs: number }[]> {
		const folder = join(this.#root, prefix);
		const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
			if (isCode(error, 'ENOENT')) return [];
			throw error;
		});
		const found: { key: string; modifiedMs: number }[] = [];
		for (const entry of entries) {
			if (!entry.isFile()) continue;
			const file = join(entry.parentPath, entry.name);
			const info = await stat(file).catch(() => undefined);
			if (info !== undefined) found.push({ key: relative(this.#root, file).split(sep).join('/'), modifiedMs: info.mtimeMs });
		}
		return found.sort((a, b) => (a.key < b.key ? -1 : 1));
	}

	async delete(key: string): Promise<void> {
		await rm(join(this.#root, key), { force: true });
	}
}

/** Replaces a file so that after any crash it is the old one or the new one. */
export async function writeWhole(file: string, text: string): Promise<void> {
	const next = `${file}.${process.pid}.new`;
	const handle = await open(next, 'w');
	try {
		await handle.writeFile(text);
		await handle.datasync();
	} finally {
		await handle.close();
	}
	await rename(next, file);
	await sync(dirname(file));
}

/** A file's bytes, or a folder's names, are on the disk when this returns. */
export async function sync(path: string): Promise<void> {
	const handle = await open(path, 'r');
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

export async function sha256Of(file: string, onBytes?: (bytes: number) => void): Promise<string> {
	const hash = createHash('sha256');
	let bytes = 0;
	for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) {
		hash.update(chunk);
		bytes += chunk.length;
		onBytes?.(bytes);
	}
	return hash.digest('hex');
}

export const isCode = (error: unknown, code: string): boolean => error instanceof Error && 'code' in error && error.code === code;
