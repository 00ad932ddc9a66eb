import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { loadNative, startMark } from '../src/index.ts';

let dir: string;
let notes: string[];
const note = (text: string) => notes.push(text);
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'meridian-native-'));
	notes = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('without a compiler Node alone does it, and one line says so and what to install', () => {
	expect(loadNative({ env: { PATH: dir }, outDir: dir, note }).kind).toBe('node');
	expect(notes).toHaveLength(1);
	expect(notes[0]).toMatch(/Node alone.*no C\+\+ compiler was found \(looked for g\+\+, clang\+\+, c\+\+ .*install g\+\+/);
});

test('a compiler that fails is quoted, and leaves no half-made file', () => {
	const compiler = join(dir, 'broken++');
	writeFileSync(compiler, '#!/bin/sh\necho "internal error: it hurts" >&2\nexit 1\n', { mode: 0o755 });
	const outDir = join(dir, 'out');
	expect(loadNative({ env: { CXX: compiler }, outDir, note, platform: 'linux' }).kind).toBe('node');
	expect(notes[0]).toContain('internal error: it hurts');
	expect(readdirSync(outDir)).toEqual([]);
});

test('on another system than Linux Node alone does it', () => {
	expect(loadNative({ platform: 'darwin', outDir: dir, note }).kind).toBe('node');
	expect(notes[0]).toContain('written for Linux, and this is darwin');
});

test('MERIDIAN_NATIVE=off asks for Node alone', () => {
	expect(loadNative({ env: { ...process.env, MERIDIAN_NATIVE: 'off' }, note }).kind).toBe('node');
	expect(notes[0]).toContain('MERIDIAN_NATIVE is off');
});

test('a process has a start mark, and one that is not there has none', () => {
	expect(startMark(process.pid)).toBe(startMark(process.pid));
	expect(startMark(process.pid)).toMatch(/\d/);
	expect(startMark(2 ** 30)).toBeUndefined();
});
