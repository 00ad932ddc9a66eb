import { createHash } from 'node:crypto';
import { engineBuild } from '../engine/build.ts';
import { newMemory, remember, type ShardMemory } from '../engine/memory.ts';
import { readSnapshot } from '../engine/snapshot.ts';
import { firstKept } from '../journal/files.ts';
import { readJournal } from '../journal/read.ts';
import { type JournalRecord, outputBytes } from '../journal/record.ts';
import { differences } from './differences.ts';
import { clock, Names } from './names.ts';
import { inputInWords } from './words.ts';

/** Where a replay begins: with nothing, or, where retention took the first records, with a snapshot of this build. */
export function beginning(dir: string): ShardMemory {
	const first = firstKept(dir);
	if (first === 1) return newMemory();
	const refusals: string[] = [];
	const snapshot = readSnapshot(dir, { build: engineBuild(), refused: (why) => refusals.push(why) });
	if (snapshot === undefined || snapshot.seq < first - 1)
		throw new Error(`the records before ${first} are gone, and there is no snapshot to begin with. ${refusals.join('. ')}`);
	return snapshot.memory;
}

/** Every record is decided again; a decision that comes out differently is told, and what follows goes on from it. */
export function replayAll(dir: string, print: (text: string) => void): number {
	const memory = beginning(dir);
	const names = new Names();
	const recorded = createHash('sha256');
	const decided = createHash('sha256');
	const from = memory.lastSeq + 1;
	let changed = 0;
	readJournal({
		dir,
		afterSeq: memory.lastSeq,
		visit: (record) => {
			names.note(record.input);
			const outputs = decide(memory, record);
			recorded.update(outputBytes(record.outputs));
			decided.update(outputBytes(outputs));
			if (record.caused(outputs)) return;
			changed += 1;
			print(`CHANGED ${record.seq}  ${clock(record.atMs)}  ${inputInWords(record.input, names)}`);
			for (const { path, was, is } of differences(record.outputs, outputs)) print(`          ${path}: recorded ${was}, now ${is}`);
		},
	});
	print(`records        ${memory.lastSeq - from + 1} (${from} to ${memory.lastSeq})`);
	print(`output hash    ${decided.digest('hex')}`);
	print(`recorded hash  ${recorded.digest('hex')}`);
	print(`state hash     ${memory.engine.stateHash()}`);
	print(`build          ${engineBuild()}, Node ${process.version}`);
	print(
		changed === 0
			? 'every decision came out as it was recorded'
			: `${changed} ${changed === 1 ? 'decision' : 'decisions'} came out differently`,
	);
	return changed === 0 ? 0 : 1;
}

export function decide(memory: ShardMemory, { input, atMs, seq }: JournalRecord) {
	const outputs = memory.engine.apply(input, atMs);
	memory.lastMs = atMs;
	remember(memory, { input, outputs, seq });
	return outputs;
}
