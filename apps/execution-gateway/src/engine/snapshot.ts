import { closeSync, fdatasyncSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { crc32 } from 'node:zlib';
import { z } from 'zod';
import { padded } from '../journal/files.ts';
import { newMemory, type SavedMemory, type ShardMemory } from './memory.ts';

/** One line of JSON, then the memory as V8 serialises it. */
const headerShape = z.object({
	seq: z.number().int().positive(),
	stateHash: z.string(),
	/** Of the build that wrote it: another may read the same bytes otherwise. */
	build: z.string(),
	bytes: z.number().int(),
	crc32: z.number().int(),
});
const pattern = /^snapshot-(\d{12})\.bin$/;
const keptSnapshots = 2;

export type Snapshot = { readonly memory: ShardMemory; readonly seq: number };

const fileOf = (dir: string, seq: number): string => join(dir, `snapshot-${padded(seq)}.bin`);

/** Newest first. */
export function snapshotSeqs(dir: string): number[] {
	return readdirSync(dir)
		.flatMap((name) => pattern.exec(name)?.[1] ?? [])
		.map(Number)
		.sort((a, b) => b - a);
}

/** Written whole or not at all; the newest two stay. */
export function writeSnapshot(dir: string, input: { readonly memory: ShardMemory; readonly build: string }): void {
	const { engine, ...rest } = input.memory;
	const seq = rest.lastSeq;
	const body = serialize({ ...rest, engine: engine.memory() } satisfies SavedMemory);
	const header = JSON.stringify({ seq, stateHash: engine.stateHash(), build: input.build, bytes: body.length, crc32: crc32(body) });
	const file = fileOf(dir, seq);
	const unfinished = `${file}.${process.pid}.tmp`;
	const descriptor = openSync(unfinished, 'w', 0o600);
	try {
		const bytes = Buffer.concat([Buffer.from(`${header}\n`), body]);
		for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
		fdatasyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
	renameSync(unfinished, file);
	for (const old of snapshotSeqs(dir).slice(keptSnapshots)) rmSync(fileOf(dir, old), { force: true });
}

/** The newest snapshot that this build wrote and that is what it says; `refused` tells of each that is not. */
export function readSnapshot(
	dir: string,
	input: { readonly build: string; readonly refused: (why: string) => void },
): Snapshot | undefined {
	for (const seq of snapshotSeqs(dir)) {
		const file = fileOf(dir, seq);
		const loaded = load(file, input.build);
		if (typeof loaded !== 'string') return loaded;
		input.refused(`${file}: ${loaded}`);
	}
	return undefined;
}

function load(file: string, build: string): Snapshot | string {
	const bytes = readFileSync(file);
	const lineEnd = bytes.indexOf('\n');
	const header = headerShape.safeParse(jsonOf(bytes.toString('utf8', 0, Math.max(0, lineEnd))));
	if (!header.success) return 'its first line cannot be read';
	const { seq, stateHash } = header.data;
	if (header.data.build !== build) return 'another build of the engine wrote it';
	const body = bytes.subarray(lineEnd + 1);
	if (body.length !== header.data.bytes || crc32(body) !== header.data.crc32) return 'it is damaged';
	const memory = newMemory(deserialize(body) as SavedMemory);
	if (memory.lastSeq !== seq || memory.engine.stateHash() !== stateHash) return 'it holds another state than it says';
	return { memory, seq };
}

function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
