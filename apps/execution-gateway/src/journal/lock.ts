import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { startMark } from '@meridian/native';
import { z } from 'zod';

/** Another gateway works on this state folder. */
export class StateInUse extends Error {
	override readonly name = 'StateInUse';
}

const shape = z.object({ host: z.string(), pid: z.number().int(), mark: z.string() });
type Claim = z.infer<typeof shape>;

/**
 * One gateway per state folder: two would write one journal. The claim names a process and when it began, so that what a killed
 * one left holds nobody back.
 * @throws StateInUse. @returns what gives the folder back.
 */
export function lockState(stateDir: string): () => void {
	const lock = join(stateDir, 'gateway.lock');
	const own = `${lock}.${process.pid}`;
	const claim: Claim = { host: hostname(), pid: process.pid, mark: startMark(process.pid) ?? '' };
	const text = JSON.stringify(claim);
	writeFileSync(own, text);
	try {
		while (!linked(own, lock)) breakIfDead(lock);
	} finally {
		rmSync(own, { force: true });
	}
	return () => {
		if (readIf(lock) === text) rmSync(lock);
	};
}

/** The one step that only one of several can do. */
function linked(own: string, lock: string): boolean {
	try {
		linkSync(own, lock);
		return true;
	} catch (error) {
		if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
		throw error;
	}
}

function breakIfDead(lock: string): void {
	const text = readIf(lock);
	if (text === undefined) return;
	const refusal = livingHolder(lock, text);
	if (refusal !== undefined) throw refusal;
	const broken = `${lock}.${process.pid}.dead`;
	try {
		renameSync(lock, broken);
	} catch {
		return; // another was quicker
	}
	// Between our look and our hand another may have broken the same lock and taken it: what is in our hand then lives, and goes back.
	const taken = readIf(broken);
	if (taken !== undefined && taken !== text) linked(broken, lock);
	rmSync(broken, { force: true });
}

function livingHolder(lock: string, text: string): StateInUse | undefined {
	const claim = shape.safeParse(jsonOf(text));
	if (!claim.success) return new StateInUse(`${lock} cannot be read. Where no gateway runs on this folder, delete it.`);
	const { host, pid, mark } = claim.data;
	if (host !== hostname())
		return new StateInUse(
			`the gateway of ${host} (process ${pid}) holds this state folder, and this is ${hostname()}. Stop it there. Where no gateway runs on it any more, because this machine was renamed, or that one is gone: delete ${lock}. ` +
				`Where this folder is a copy of another's: delete ${join(dirname(lock), 'gateway.id')} too, since two gateways must not have one name.`,
		);
	if (startMark(pid) !== mark) return undefined;
	return new StateInUse(
		`another gateway (process ${pid}) works on this state folder. Stop it first, or give this one a folder of its own: npm start -- --port N, or MERIDIAN_STATE_DIR.`,
	);
}

function readIf(file: string): string | undefined {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return undefined;
	}
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
