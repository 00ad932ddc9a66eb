import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { endStack } from './stack.ts';

let stateDir: string;
let stopped: number;
const stack = () => ({
	stateDir,
	stop: async () => {
		stopped += 1;
	},
});
const suite = (...states: string[]) => ({ tasks: [{ tasks: states.map((state) => ({ result: { state } })) }] });

beforeEach(() => {
	stateDir = mkdtempSync(join(tmpdir(), 'meridian-stack-test-'));
	writeFileSync(join(stateDir, 'journal'), '');
	stopped = 0;
});
afterEach(() => {
	vi.restoreAllMocks();
	rmSync(stateDir, { recursive: true, force: true });
});

test('after tests that all passed, the stack is stopped and its folder is gone', async () => {
	await endStack(stack(), suite('pass', 'skip'));
	expect([stopped, existsSync(stateDir)]).toEqual([1, false]);
});

test('after a test that failed, the stack is stopped, and its folder is kept and named', async () => {
	const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
	await endStack(stack(), suite('pass', 'fail'));
	expect([stopped, existsSync(join(stateDir, 'journal'))]).toEqual([1, true]);
	expect(told).toHaveBeenCalledWith(expect.stringContaining(stateDir));
});

test('where no stack came up there is nothing to end', async () => {
	await endStack(undefined, suite());
	expect([stopped, existsSync(stateDir)]).toEqual([0, true]);
});
