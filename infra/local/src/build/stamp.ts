import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startMark } from '../process/identity.ts';

const skipped = new Set(['node_modules', '.next', '.turbo', 'dist', 'coverage', 'test', 'tsconfig.tsbuildinfo', 'next-env.d.ts']);

/** Every file below these paths that can change a build. */
export function sourceFiles(paths: readonly string[]): string[] {
	return paths.flatMap((path) => {
		if (!existsSync(path)) return [];
		if (!statSync(path).isDirectory()) return [path];
		const names = readdirSync(path).filter((name) => !skipped.has(name) && !/\.(test|spec)\.tsx?$/.test(name));
		return sourceFiles(names.map((name) => join(path, name)));
	});
}

export function hashSources(paths: readonly string[], salt = ''): string {
	const hash = createHash('sha256').update(salt);
	for (const file of sourceFiles(paths).toSorted()) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
	return hash.digest('hex');
}

export const isStamped = (file: string, hash: string): boolean => existsSync(file) && readFileSync(file, 'utf8') === hash;

export function stamp(file: string, hash: string): void {
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, hash);
}

/** One builder at a time, across copies; the lock of a dead process is broken. */
export async function withLock<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
	const owner = join(folder, 'owner');
	for (;;) {
		try {
			mkdirSync(dirname(folder), { recursive: true });
			mkdirSync(folder);
			writeFileSync(owner, `${process.pid} ${startMark(process.pid)}`);
			break;
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
			const [pid = '', mark] = existsSync(owner) ? readFileSync(owner, 'utf8').split(' ') : [];
			const madeAt = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
			const abandoned = pid === '' ? Date.now() - madeAt > 10_000 : startMark(Number(pid)) !== mark;
			if (abandoned) rmSync(folder, { recursive: true, force: true });
			else await delay(200);
		}
	}
	try {
		return await work();
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
