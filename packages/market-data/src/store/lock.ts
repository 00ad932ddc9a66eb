import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isCode } from './objects.ts';

/** Another process has it, and lives. */
export class Locked extends Error {
	override readonly name = 'Locked';
}

/**
 * One process at a time, on one machine. The file names its holder by process id and start, so that a lock whose holder was killed is
 * taken over, also where the id has been given to another since.
 * @throws Locked where it is not free within `waitMs`
 */
export async function withLock<Result>(
	file: string,
	input: { readonly waitMs: number; readonly what: string },
	work: () => Promise<Result>,
): Promise<Result> {
	const release = await lock(file, input);
	try {
		return await work();
	} finally {
		release();
	}
}

export async function lock(file: string, input: { readonly waitMs: number; readonly what: string }): Promise<() => void> {
	mkdirSync(dirname(file), { recursive: true });
	const own = `${process.pid} ${startOf(process.pid)} ${++locksTaken}`;
	const until = performance.now() + input.waitMs;
	for (;;) {
		if (tryLock(file, own)) return () => rmSync(file, { force: true });
		if (performance.now() >= until)
			throw new Locked(`${input.what} is in use by process ${holderOf(file)?.pid ?? '?'}: try again when it has ended`);
		await delay(20);
	}
}

let locksTaken = 0;

function tryLock(file: string, own: string): boolean {
	if (makeOnce(file, own)) return true;
	const holder = holderOf(file);
	if (holder === undefined || startOf(holder.pid) === holder.start) return false;
	// Its holder is gone. Of several who see that, one may remove it: whoever makes the claim.
	const claim = `${file}.claim`;
	if (!makeOnce(claim, own)) {
		const claimer = holderOf(claim);
		if (claimer !== undefined && startOf(claimer.pid) !== claimer.start) rmSync(claim, { force: true });
		return false;
	}
	try {
		const again = holderOf(file);
		if (again !== undefined && startOf(again.pid) !== again.start) writeFileSync(file, own);
		else return false;
		return true;
	} finally {
		rmSync(claim, { force: true });
	}
}

/** A link appears with its content: whoever is killed here leaves no lock without a name in it. @returns false where there is one */
function makeOnce(file: string, own: string): boolean {
	const next = `${file}.${own.replaceAll(' ', '-')}`;
	writeFileSync(next, own);
	try {
		linkSync(next, file);
		return true;
	} catch (error) {
		if (isCode(error, 'EEXIST')) return false;
		throw error;
	} finally {
		rmSync(next, { force: true });
	}
}

function holderOf(file: string): { readonly pid: number; readonly start: string } | undefined {
	try {
		const [pid = '', start = ''] = readFileSync(file, 'utf8').split(' ');
		return { pid: Number(pid), start };
	} catch (error) {
		if (isCode(error, 'ENOENT')) return undefined;
		throw error;
	}
}

export const isAlive = (pid: number): boolean => startOf(pid) !== '';

/** When the process began, in the kernel's ticks; elsewhere than on Linux `alive`. Empty where there is no such process. */
function startOf(pid: number): string {
	if (!Number.isInteger(pid) || pid <= 0) return '';
	try {
		const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
		return text.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? '';
	} catch {
		if (process.platform === 'linux') return '';
	}
	try {
		process.kill(pid, 0);
		return 'alive';
	} catch {
		return '';
	}
}
