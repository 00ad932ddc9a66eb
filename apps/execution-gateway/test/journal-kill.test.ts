import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { segments } from '../src/journal/files.ts';
import { readJournal } from '../src/journal/read.ts';

const kills = 4;
let dir: string;
beforeEach(() => {
	dir = mkdtempSync(join(tmpdir(), 'meridian-killed-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Lets a writer run until it has told `lines` times what is kept, and kills it in the middle of its work. @returns the last it told. */
async function writeAndKill(durability: string, lines: number): Promise<number> {
	const child = spawn(process.execPath, [join(import.meta.dirname, 'kill-writer.ts'), dir, durability], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const gone = new Promise<string | null>((resolve) => child.once('exit', (_code, signal) => resolve(signal)));
	let told = 0;
	let count = 0;
	const output = createInterface({ input: child.stdout });
	const ended = new Promise((resolve) => output.once('close', resolve));
	output.on('line', (line) => {
		told = Number(line);
		count += 1;
		if (count === lines) child.kill('SIGKILL');
	});
	expect(await gone).toBe('SIGKILL');
	await ended; // what it told before it died counts too
	return told;
}

test.each(['process', 'disk'])(
	`with durability %s, ${kills} writers killed one after the other lose nothing that was kept, and leave no gap`,
	async (durability) => {
		let before = 0;
		for (let kill = 1; kill <= kills; kill++) {
			const told = await writeAndKill(durability, (durability === 'disk' ? 7 : 37) * kill);
			const found: number[] = [];
			const end = readJournal({ dir, afterSeq: 0, visit: ({ seq, atMs }) => found.push(atMs + 1 === seq ? seq : Number.NaN) });
			expect(told).toBeGreaterThan(before);
			expect(end.lastSeq).toBeGreaterThanOrEqual(told);
			expect(found).toEqual(Array.from({ length: end.lastSeq }, (_, n) => n + 1));
			before = end.lastSeq;
		}
		expect(segments(dir).length).toBeGreaterThan(1);
	},
);
