import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { engineBuild } from '../src/engine/build.ts';
import { newMemory, ReplayDiffers, replay, type ShardMemory } from '../src/engine/memory.ts';
import { recover } from '../src/engine/recover.ts';
import { snapshotSeqs, writeSnapshot } from '../src/engine/snapshot.ts';
import { segments } from '../src/journal/files.ts';
import { stringify } from '../src/journal/json.ts';
import { readJournal } from '../src/journal/read.ts';
import { encodeRecord, type JournalRecord, StoredRecord } from '../src/journal/record.ts';
import { openJournalledEngine } from '../src/testing/journalled-engine.ts';
import { openOrderFlow } from '../src/testing/order-flow.ts';

const build = engineBuild();

describe('recovery', () => {
	let dir: string;
	let notes: string[];
	/** The memory of the engine that wrote the journal. */
	let live: ShardMemory;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'meridian-recovery-'));
		notes = [];
		live = newMemory();
	});
	afterEach(() => rmSync(dir, { recursive: true, force: true }));

	const end = () => readJournal({ dir, afterSeq: 0, visit: () => undefined });
	/** A journal of filled orders, in segments so small that there are many; a snapshot is written after some of them. */
	async function trade(input: { orders: number; snapshotAfter?: readonly number[] }): Promise<void> {
		const { feed, journal } = openJournalledEngine({ memory: live, end: end() }, { dir, segmentBytes: 16 * 1024 });
		const flow = openOrderFlow(feed, { accounts: 3 });
		for (let n = 1; n <= input.orders; n++) {
			flow.next();
			if (input.snapshotAfter?.includes(n)) writeSnapshot(dir, { memory: live, build });
		}
		await journal.close();
	}
	const recovered = (as = build) => recover({ dir, build: as, note: (text) => notes.push(text) });

	test('without a snapshot decides every record again, and comes to the same state', async () => {
		await trade({ orders: 120 });
		const { memory, replayed, snapshotSeq } = recovered();
		expect({ replayed, snapshotSeq }).toEqual({ replayed: live.lastSeq, snapshotSeq: 0 });
		expect(memory.engine.stateHash()).toBe(live.engine.stateHash());
		expect(memory).toMatchObject({ configs: live.configs, touched: live.touched, lastMs: live.lastMs, lastSeq: live.lastSeq });
	});

	test('from a snapshot reads only what came after it, and comes to the same state', async () => {
		await trade({ orders: 300, snapshotAfter: [250] });
		const seq = snapshotSeqs(dir)[0] ?? 0;
		const unneeded = segments(dir).filter((_, index, all) => (all[index + 1]?.firstSeq ?? Number.POSITIVE_INFINITY) <= seq);
		expect(unneeded.length).toBeGreaterThan(3);
		for (const { file } of unneeded) rmSync(file);
		const { memory, replayed, snapshotSeq } = recovered();
		expect({ replayed, snapshotSeq }).toEqual({ replayed: live.lastSeq - seq, snapshotSeq: seq });
		expect(memory.engine.stateHash()).toBe(live.engine.stateHash());
		expect(notes).toEqual([]);
	});

	test('what was brought back decides what follows as the engine that never stopped does', async () => {
		await trade({ orders: 60, snapshotAfter: [30, 60] });
		const { memory } = recovered();
		const goOn = (engine: ShardMemory['engine']): string[] => {
			const said: string[] = [];
			const flow = openOrderFlow(
				(input, atMs) => {
					const outputs = engine.apply(input, atMs);
					said.push(stringify(outputs));
					return outputs;
				},
				{ accounts: 3, startMs: 1_000_000, firstOrder: 61 },
			);
			for (let n = 0; n < 100; n++) flow.next();
			return said;
		};
		const said = goOn(memory.engine);
		expect(said.filter((text) => text.includes('"FILLED"')).length).toBeGreaterThan(99);
		expect(said).toEqual(goOn(live.engine));
		expect(memory.engine.stateHash()).toBe(live.engine.stateHash());
	});

	test('a snapshot of another build is not used, and says so', async () => {
		await trade({ orders: 60, snapshotAfter: [50] });
		const { memory, snapshotSeq } = recovered('another build');
		expect(snapshotSeq).toBe(0);
		expect(notes).toEqual([expect.stringMatching(/snapshot-\d{12}\.bin: another build of the engine wrote it/)]);
		expect(memory.engine.stateHash()).toBe(live.engine.stateHash());
	});

	test('another build that lacks the early segments is told what to do', async () => {
		await trade({ orders: 300, snapshotAfter: [290] });
		rmSync(segments(dir)[0]?.file ?? '');
		expect(() => recovered('another build')).toThrow(
			/and 1 is needed.*Put the earlier segments back.*or start the build that wrote the newest snapshot/,
		);
	});

	test('a damaged snapshot is passed over for the one before it', async () => {
		await trade({ orders: 80, snapshotAfter: [20, 50, 70] });
		const [newest = 0, older = 0, ...others] = snapshotSeqs(dir);
		expect(others).toEqual([]);
		const file = join(dir, `snapshot-${String(newest).padStart(12, '0')}.bin`);
		const bytes = readFileSync(file);
		bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 1, bytes.length - 9);
		writeFileSync(file, bytes);
		const { memory, snapshotSeq } = recovered();
		expect(snapshotSeq).toBe(older);
		expect(notes).toEqual([expect.stringContaining('it is damaged')]);
		expect(memory.engine.stateHash()).toBe(live.engine.stateHash());
	});

	test('a snapshot that is ahead of its journal is not used', async () => {
		await trade({ orders: 300, snapshotAfter: [300] });
		for (const { file } of segments(dir).slice(2)) rmSync(file);
		const { snapshotSeq, end: found } = recovered();
		expect(snapshotSeq).toBe(0);
		expect(notes).toEqual([`the snapshot of sequence ${live.lastSeq} is ahead of the journal, which ends at ${found.lastSeq}`]);
	});

	test('a decision that comes out differently stops the start, and is named', async () => {
		await trade({ orders: 3 });
		const memory = newMemory();
		const otherwise = ({ seq, atMs, input, outputs }: JournalRecord) =>
			new StoredRecord(encodeRecord({ seq, atMs, input, outputs: outputs.slice(1) }).subarray(12));
		const differ = () =>
			readJournal({
				dir,
				afterSeq: 0,
				visit: (record) => replay(memory, record.seq === 13 ? otherwise(record) : record),
			});
		expect(differ).toThrow(ReplayDiffers);
		expect(memory.lastSeq).toBe(12);
	});

	test('a thread follows the full segments and writes snapshots by itself', async () => {
		const told: unknown[] = [];
		const { feed, journal } = openJournalledEngine(
			{ memory: live, end: end() },
			{ dir, segmentBytes: 16 * 1024, onSnapshot: (message) => told.push(message) },
		);
		const flow = openOrderFlow(feed, { accounts: 3 });
		while (segments(dir).length < 3) flow.next();
		await vi.waitFor(() => expect(told.length).toBeGreaterThan(0), { timeout: 20_000 });
		await journal.close();
		expect(told[0]).toMatchObject({ kind: 'snapshot', notes: [] });
		expect(snapshotSeqs(dir)[0]).toBeGreaterThan(0);
		const { memory, snapshotSeq } = recovered();
		expect(snapshotSeq).toBeGreaterThan(0);
		expect(memory.engine.stateHash()).toBe(live.engine.stateHash());
	});
});
