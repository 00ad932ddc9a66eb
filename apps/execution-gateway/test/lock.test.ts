import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockState } from '../src/journal/lock.ts';

let dir: string;
const children: ChildProcess[] = [];
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'meridian-lock-'));
});
afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	rmSync(dir, { recursive: true, force: true });
});

/** A process that takes the lock and lives on; `said` is `locked`, or why not. */
async function holder(): Promise<{ child: ChildProcess; said: string }> {
	const script = `
		import { lockState } from ${JSON.stringify(join(import.meta.dirname, '../src/journal/lock.ts'))};
		try { lockState(${JSON.stringify(dir)}); console.log('locked'); } catch (error) { console.log(error.message); }
		setInterval(() => undefined, 1000);`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
	children.push(child);
	const said = await new Promise<string>((resolve) => child.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim())));
	return { child, said };
}
const killed = async (child: ChildProcess) => {
	const gone = new Promise((resolve) => child.once('exit', resolve));
	child.kill('SIGKILL');
	await gone;
};

test('a second gateway on a state folder is refused, and told which process holds it and what to do', async () => {
	const { child } = await holder();
	expect(() => lockState(dir)).toThrow(
		new RegExp(`another gateway \\(process ${child.pid}\\) works on this state folder\\. Stop it first`),
	);
});

test('given back, the folder is free', () => {
	const unlock = lockState(dir);
	expect(() => lockState(dir)).toThrow(/another gateway/);
	unlock();
	lockState(dir)();
	expect(readdirSync(dir)).toEqual([]);
});

test('what a killed gateway left holds nobody back', async () => {
	const { child, said } = await holder();
	expect(said).toBe('locked');
	await killed(child);
	lockState(dir)();
});

test('of many that start at once on a dead one’s folder, one gets it', async () => {
	await killed((await holder()).child);
	const said = (await Promise.all(Array.from({ length: 6 }, holder))).map((each) => each.said);
	expect(said.filter((text) => text === 'locked')).toHaveLength(1);
	expect(said.filter((text) => text.startsWith('another gateway'))).toHaveLength(5);
});

test('a folder held from another machine, or by a lock that cannot be read, is left alone', () => {
	const lock = join(dir, 'gateway.lock');
	writeFileSync(lock, JSON.stringify({ host: 'elsewhere', pid: 1, mark: '1' }));
	expect(() => lockState(dir)).toThrow(
		/the gateway of elsewhere \(process 1\) holds this state folder.*renamed.*delete .*gateway\.lock.*copy.*delete .*gateway\.id/s,
	);
	writeFileSync(lock, 'what is this');
	expect(() => lockState(dir)).toThrow(/cannot be read/);
	expect(readFileSync(lock, 'utf8')).toBe('what is this');
});
