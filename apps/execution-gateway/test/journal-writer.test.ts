import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineInput, EngineOutput } from '@meridian/core';
import { DiskFull, loadNative, type Native, nodeOnly } from '@meridian/native';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { nextFile, segmentFile, segments } from '../src/journal/files.ts';
import { type Journal, openJournal, repairTail } from '../src/journal/journal.ts';
import { readJournal } from '../src/journal/read.ts';
import { pruneSegments } from '../src/journal/retention.ts';
import { endOfFrames, sealSegments } from '../src/journal/seal.ts';
import { readLink, segmentHash } from '../src/journal/segment.ts';
import { takeNext } from '../src/journal/space.ts';
import { openMappedStore, openSyncedStore } from '../src/journal/store.ts';
import { openTail } from '../src/journal/tail.ts';

const outputs: readonly EngineOutput[] = [];
const input = (n: number): EngineInput => ({ kind: 'epoch', epoch: n });
const wait = { timeout: 10_000 };

const ways: readonly { name: string; native: Native; isSynced: boolean }[] = [
	{ name: 'mapped', native: loadNative(), isSynced: false },
	{ name: 'written by Node alone', native: nodeOnly, isSynced: false },
	{ name: 'synced by a thread', native: loadNative(), isSynced: true },
];

/** The writer with its real threads and files. */
describe.each(ways)('a journal $name', ({ native, isSynced }) => {
	let dir: string;
	let troubles: string[];
	let failures: Error[];
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'meridian-writer-'));
		troubles = [];
		failures = [];
	});
	afterEach(() => rmSync(dir, { recursive: true, force: true }));

	const read = (afterSeq = 0) => {
		const seqs: number[] = [];
		const end = readJournal({ dir, afterSeq, visit: (record) => seqs.push(record.seq) });
		return { seqs, end };
	};
	function open(leaveFreeBytes = 0): Journal {
		const { end } = read();
		repairTail(end);
		const onFailed = (error: Error) => failures.push(error);
		const store = isSynced
			? openSyncedStore({ lastSeq: end.lastSeq, onKept: () => undefined, onFailed })
			: openMappedStore(native, end.lastSeq);
		return openJournal(end, {
			...{ dir, native, segmentBytes: 4_096, leaveFreeBytes, store, onFailed, onSnapshot: () => undefined },
			onTrouble: (trouble) => troubles.push(trouble),
		});
	}
	const dense = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

	test('gives back what was appended, after every reopening', async () => {
		for (let round = 1; round <= 3; round++) {
			const journal = open();
			for (let n = 0; n < 10; n++) expect(journal.append(input(n), outputs, n)).toBe((round - 1) * 10 + n + 1);
			await vi.waitFor(() => expect(journal.keptSeq).toBe(round * 10), wait);
			expect(read().seqs).toEqual(dense(round * 10));
			await journal.close();
		}
		expect(failures).toEqual([]);
	});

	test('goes on in segments that are reserved ahead, each tied to the one before it by its hash', async () => {
		const journal = open();
		let appended = 0;
		while (segments(dir).length < 4) {
			await vi.waitFor(() => expect(existsSync(nextFile(dir))).toBe(true), wait);
			for (const before = segments(dir).length; segments(dir).length === before; ) {
				appended = journal.append(input(appended), outputs, 0);
			}
		}
		await vi.waitFor(() => expect(journal.keptSeq).toBe(appended), wait);
		const files = segments(dir);
		await vi.waitFor(() => expect(readLink(readFileSync(files.at(-1)?.file ?? ''), '')).toBeDefined(), wait);
		await journal.close();
		for (const [index, { file }] of files.entries()) {
			const before = files[index - 1];
			if (before === undefined) continue;
			const bytes = readFileSync(before.file);
			expect(readLink(readFileSync(file), file)).toEqual(segmentHash(bytes, endOfFrames(bytes)));
		}
		expect(read().seqs).toEqual(dense(appended));
		expect(read(appended - 2).seqs).toEqual([appended - 1, appended]);
	});

	test('takes a record that is larger than a segment', async () => {
		const journal = open();
		const large: EngineOutput[] = Array.from({ length: 1_000 }, () => ({ kind: 'tenant', tenantId: 1, halted: false, configVersion: 1 }));
		journal.append(input(1), large, 0);
		journal.append(input(2), outputs, 0);
		await vi.waitFor(() => expect(journal.keptSeq).toBe(2), wait);
		await journal.close();
		expect(read().seqs).toEqual([1, 2]);
	});

	test('that needs a segment while the next one is being reserved makes its own, and leaves the unfinished one alone', async () => {
		const unfinished = `${nextFile(dir)}.tmp`;
		writeFileSync(unfinished, 'another thread is at work here');
		const options = { dir, native, segmentBytes: 4_096, leaveFreeBytes: 0 };
		expect(takeNext(options, { firstSeq: 1, minBytes: 100 })).toBe(segmentFile(dir, 1));
		expect(statSync(segmentFile(dir, 1)).size).toBe(4_096);
		expect(readFileSync(unfinished, 'utf8')).toBe('another thread is at work here');
	});

	test('on a full disk raises an alarm while there is room left, then stops, and loses nothing', async () => {
		const roomy = open();
		roomy.append(input(1), outputs, 0);
		await vi.waitFor(() => expect(existsSync(nextFile(dir))).toBe(true), wait);
		await roomy.close();
		rmSync(nextFile(dir));
		const journal = open(2 ** 50);
		await vi.waitFor(() => expect(troubles).toEqual([expect.stringMatching(/the disk is full: 4096 bytes.*next\.bin/)]), wait);
		expect(journal.trouble).toBe(troubles[0]);
		let appended = 1;
		const fill = () => {
			for (;;) appended = journal.append(input(2), outputs, 0);
		};
		expect(fill).toThrow(DiskFull);
		expect(appended).toBeGreaterThan(10);
		await vi.waitFor(() => expect(journal.keptSeq).toBe(appended), wait);
		await journal.close();
		expect(read().seqs).toEqual(dense(appended));
		const again = open();
		expect(again.append(input(3), outputs, 0)).toBe(appended + 1);
		await again.close();
	});

	test('is followed over its segments while it is written', async () => {
		const journal = open();
		const tail = openTail(dir, 0);
		const followed: number[] = [];
		for (let n = 1; n <= 600; n++) {
			journal.append(input(n), outputs, 0);
			for (const record of tail.read({ max: 7, untilSeq: journal.keptSeq })) followed.push(record.seq);
		}
		await vi.waitFor(() => {
			for (const record of tail.read({ max: 100, untilSeq: journal.keptSeq })) followed.push(record.seq);
			expect(followed).toEqual(dense(600));
		}, wait);
		expect(segments(dir).length).toBeGreaterThan(2);
		tail.close();
		await journal.close();
	});
});

test('a disk that fails confirms nothing and is not tried again', async () => {
	const failed = Promise.withResolvers<Error>();
	let confirmations = 0;
	const store = openSyncedStore({ lastSeq: 0, onKept: () => confirmations++, onFailed: failed.resolve });
	store.begin({ file: '/dev/full', firstSeq: 1, at: 96, isBlank: false }, () => undefined);
	store.put(Buffer.from('a frame'), 1);
	expect((await failed.promise).message).toMatch(/the disk failed to keep the journal/);
	store.put(Buffer.from('another'), 2);
	expect(store.keptSeq).toBe(0);
	expect(confirmations).toBe(0);
	await store.close();
});

describe('old segments', () => {
	let dir: string;
	beforeEach(async () => {
		dir = mkdtempSync(join(tmpdir(), 'meridian-writer-'));
		const journal = openJournal(readJournal({ dir, afterSeq: 0, visit: () => undefined }), {
			...{ dir, native: nodeOnly, segmentBytes: 4_096, leaveFreeBytes: 0, store: openMappedStore(nodeOnly, 0) },
			...{ onFailed: () => undefined, onSnapshot: () => undefined, onTrouble: () => undefined },
		});
		while (segments(dir).length < 5) journal.append(input(1), outputs, 0);
		await journal.close();
	});
	afterEach(() => rmSync(dir, { recursive: true, force: true }));
	const firsts = () => segments(dir).map(({ firstSeq }) => firstSeq);

	test('are deleted once everyone is past them, but for those that are to stay', () => {
		const before = firsts();
		expect(pruneSegments(dir, { keepFull: 1, untilSeq: 1_000_000 })).toHaveLength(3);
		expect(firsts()).toEqual(before.slice(3));
	});

	test('stay while a snapshot or the projector is not past them', () => {
		const before = firsts();
		expect(pruneSegments(dir, { keepFull: 0, untilSeq: (before[1] ?? 0) - 2 })).toEqual([]);
		expect(pruneSegments(dir, { keepFull: 0, untilSeq: (before[1] ?? 0) - 1 })).toHaveLength(1);
	});

	test('are sealed at the next start where that was not done', () => {
		sealSegments(dir, 1_000_000);
		expect(
			segments(dir)
				.slice(1)
				.every(({ file }) => readLink(readFileSync(file), file) !== undefined),
		).toBe(true);
	});
});
