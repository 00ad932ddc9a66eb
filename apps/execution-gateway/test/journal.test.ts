import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { EngineInput, EngineOutput } from '@meridian/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { segmentFile } from '../src/journal/files.ts';
import { repairTail } from '../src/journal/journal.ts';
import { parse, stringify } from '../src/journal/json.ts';
import { type JournalEnd, readJournal } from '../src/journal/read.ts';
import { encodeRecord, type JournalRecord, joinGroup, parsePayload } from '../src/journal/record.ts';
import { encodeHeader, headerBytes, JournalCorrupt } from '../src/journal/segment.ts';
import { openTail } from '../src/journal/tail.ts';

const segmentBytes = 8_192;
const outputs: readonly EngineOutput[] = [{ kind: 'tenant', tenantId: 1, halted: false, configVersion: 3 }];
const input = (n: number): EngineInput => ({
	kind: 'venue',
	tenantId: 1,
	accountId: n,
	event: 'positionGone',
	positionTicket: 2n ** 60n + BigInt(n),
	instrumentId: 1,
});
const record = (seq: number): JournalRecord => ({ seq, atMs: 1_000 + seq, input: input(seq), outputs });

/** A segment as a writer leaves it: header, frames, zeros. */
function segment(firstSeq: number, count: number): { bytes: Buffer; ends: number[] } {
	const bytes = Buffer.alloc(segmentBytes);
	encodeHeader(firstSeq).copy(bytes);
	const ends: number[] = [];
	let at = headerBytes;
	for (let seq = firstSeq; seq < firstSeq + count; seq++) {
		at += encodeRecord(record(seq)).copy(bytes, at);
		ends.push(at);
	}
	return { bytes, ends };
}

describe('the journal’s files', () => {
	let dir: string;
	let file: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'meridian-journal-'));
		file = segmentFile(dir, 1);
	});
	afterEach(() => rmSync(dir, { recursive: true, force: true }));

	function read(afterSeq = 0): { records: JournalRecord[]; end: JournalEnd } {
		const records: JournalRecord[] = [];
		const end = readJournal({ dir, afterSeq, visit: (_, { payload }) => records.push(parsePayload(payload)) });
		return { records, end };
	}
	const seqs = (records: readonly JournalRecord[]) => records.map(({ seq }) => seq);

	test('give back every record in order, bigints included', () => {
		writeFileSync(file, segment(1, 3).bytes);
		const { records, end } = read();
		expect(records).toEqual([1, 2, 3].map(record));
		expect(end).toMatchObject({ file, lastSeq: 3, torn: undefined });
	});

	test('with nothing there yet begin at sequence 0', () => {
		expect(read().end).toMatchObject({ file: undefined, lastSeq: 0 });
	});

	test('segments that have only a name do not count, whatever they are called, and are taken away', () => {
		writeFileSync(file, segment(1, 3).bytes);
		const onlyNamed = [segmentFile(dir, 7), segmentFile(dir, 9)];
		for (const each of onlyNamed) writeFileSync(each, Buffer.alloc(segmentBytes));
		const { records, end } = read();
		expect(seqs(records)).toEqual([1, 2, 3]);
		expect(end).toMatchObject({ file, lastSeq: 3, blank: onlyNamed });
		repairTail(end);
		expect(onlyNamed.map((each) => existsSync(each))).toEqual([false, false]);
		expect(read().end).toMatchObject({ file, lastSeq: 3, blank: [] });
	});

	test('cut anywhere inside the last record, they lose that record alone, and are mended by zeros', () => {
		const { bytes, ends } = segment(1, 3);
		const second = ends[1] ?? 0;
		fc.assert(
			fc.property(fc.integer({ min: second + 1, max: (ends[2] ?? 0) - 1 }), fc.boolean(), (cut, hasLength) => {
				const torn = Buffer.concat([bytes.subarray(0, cut), Buffer.alloc(segmentBytes - cut)]);
				if (!hasLength) torn.writeUInt32LE(0, second); // as a killed process leaves it: the first word is stored last
				writeFileSync(file, torn);
				const { records, end } = read();
				expect(seqs(records)).toEqual([1, 2]);
				expect(end).toMatchObject({ at: second, lastSeq: 2 });
				repairTail(end);
				expect(readFileSync(file).equals(segment(1, 2).bytes)).toBe(true);
				expect(read().end.torn).toBeUndefined();
			}),
			{ numRuns: 200 },
		);
	});

	test('damaged anywhere before the last record, they are refused with file, byte and sequence, and stay as they are', () => {
		const { bytes, ends } = segment(1, 4);
		fc.assert(
			fc.property(fc.integer({ min: headerBytes, max: (ends[2] ?? 0) - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
				const damaged = Buffer.from(bytes);
				damaged.writeUInt8((damaged[at] ?? 0) ^ change, at);
				writeFileSync(file, damaged);
				const broken = ends.findIndex((end) => at < end);
				const begins = broken === 0 ? headerBytes : (ends[broken - 1] ?? 0);
				expect(read).toThrow(JournalCorrupt);
				expect(read).toThrow(
					new RegExp(`${file} is damaged at byte ${begins} \\(the record after sequence ${broken}\\).*Restore the file`, 's'),
				);
				expect(readFileSync(file).equals(damaged)).toBe(true);
			}),
			{ numRuns: 200 },
		);
	});

	test('a segment in the middle that ends too early is refused, and so is one that is missing', () => {
		writeFileSync(file, segment(1, 2).bytes);
		writeFileSync(segmentFile(dir, 4), segment(4, 2).bytes);
		expect(read).toThrow(/begins with sequence 4 after 2\. A segment is missing or shortened/);
		rmSync(file);
		expect(read).toThrow(/begins with sequence 4, and 1 is needed/);
		expect(seqs(read(3).records)).toEqual([4, 5]);
	});

	test('a segment that was named before the end of the one before reached the disk holds nothing back, and is removed', () => {
		const { bytes, ends } = segment(1, 3);
		writeFileSync(file, bytes.fill(0, (ends[1] ?? 0) + 20)); // record 3 half written
		for (const firstSeq of [6, 9]) writeFileSync(segmentFile(dir, firstSeq), Buffer.alloc(segmentBytes));
		const { records, end } = read();
		expect(seqs(records)).toEqual([1, 2]);
		expect(end).toMatchObject({ file, lastSeq: 2, blank: [segmentFile(dir, 6), segmentFile(dir, 9)] });
		repairTail(end);
		expect(read().end).toMatchObject({ file, lastSeq: 2, torn: undefined, blank: [] });
	});

	test('with a damaged header, another segment’s name or an older version’s content they are refused, each by its own words', () => {
		const { bytes } = segment(1, 1);
		writeFileSync(segmentFile(dir, 9), bytes);
		expect(() => read(8)).toThrow(/begins with sequence 1, which its name denies/);
		rmSync(segmentFile(dir, 9));
		bytes.writeUInt8(1, 20);
		writeFileSync(file, bytes);
		expect(read).toThrow(/damaged at byte 0: it has no segment header/);
		bytes.write('MRDNJRN2');
		writeFileSync(file, bytes);
		expect(read).toThrow(/an older version.*--fresh/s);
	});

	test('with records of another format they are refused, with its name and the build that wrote them', () => {
		const { bytes } = segment(1, 1);
		bytes.writeUInt8(bytes.readUInt8(16) ^ 1, 16);
		bytes.writeUInt32LE(crc32(bytes.subarray(0, 32)), 32);
		writeFileSync(file, bytes);
		expect(read).toThrow(/holds records of format [0-9a-f]{16}, and this version .* \(engine [0-9a-f]{16}\).*--fresh/s);
	});

	test('only the segments from the wanted record on are read', () => {
		writeFileSync(file, Buffer.alloc(segmentBytes, 'no segment at all'));
		writeFileSync(segmentFile(dir, 3), segment(3, 3).bytes);
		expect(seqs(read(3).records)).toEqual([4, 5]);
	});

	test('whatever pages of the last write a power cut leaves, all that was synced before is there', () => {
		const pageBytes = 64; // smaller than a frame, so that frames lose their beginnings, middles and ends
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 5 }),
				fc.integer({ min: 1, max: 6 }),
				fc.infiniteStream(fc.boolean()),
				(synced, unsynced, keeps) => {
					const { bytes, ends } = segment(1, synced);
					const synchronised = Buffer.from(bytes);
					const groupStart = ends.at(-1) ?? 0;
					let at = groupStart;
					for (let seq = synced + 1; seq <= synced + unsynced; seq++) {
						const frame = encodeRecord(record(seq));
						if (at > groupStart) joinGroup(frame, at - groupStart);
						at += frame.copy(bytes, at);
					}
					for (let page = 0; page < segmentBytes; page += pageBytes)
						if (!keeps.next().value)
							synchronised.copy(bytes, Math.max(page, groupStart), Math.max(page, groupStart), Math.max(page + pageBytes, groupStart));
					writeFileSync(file, bytes);
					const { records, end } = read();
					expect(records.length).toBeGreaterThanOrEqual(synced);
					expect(records).toEqual(records.map((_, index) => record(index + 1)));
					repairTail(end);
					expect(read().end).toMatchObject({ lastSeq: records.length, torn: undefined });
				},
			),
			{ numRuns: 300 },
		);
	});

	describe('followed by a reader', () => {
		const all = (untilSeq: number) => ({ max: 100, untilSeq });

		test('give each record once it is told of, and no more than asked', () => {
			const tail = openTail(dir, 0);
			expect(tail.read(all(5))).toEqual([]);
			writeFileSync(file, segment(1, 2).bytes);
			expect(tail.read({ max: 1, untilSeq: 2 })).toEqual([record(1)]);
			expect(seqs(tail.read(all(2)))).toEqual([2]);
			expect(tail.read(all(2))).toEqual([]);
			writeFileSync(file, segment(1, 4).bytes, { flag: 'r+' });
			expect(seqs(tail.read(all(3)))).toEqual([3]);
			expect(seqs(tail.read(all(4)))).toEqual([4]);
			tail.close();
		});

		test('are followed into the next segment', () => {
			writeFileSync(file, segment(1, 2).bytes);
			const tail = openTail(dir, 0);
			expect(seqs(tail.read(all(2)))).toEqual([1, 2]);
			writeFileSync(segmentFile(dir, 3), segment(3, 2).bytes);
			expect(seqs(tail.read(all(4)))).toEqual([3, 4]);
			tail.close();
		});

		test('from any record on, without the segments before it', () => {
			writeFileSync(file, Buffer.alloc(segmentBytes, 'no segment at all'));
			writeFileSync(segmentFile(dir, 3), segment(3, 4).bytes);
			for (const afterSeq of [2, 3, 4, 5, 6]) {
				const tail = openTail(dir, afterSeq);
				expect(seqs(tail.read(all(6)))).toEqual([3, 4, 5, 6].filter((seq) => seq > afterSeq));
				tail.close();
			}
		});

		test('give records larger than what is read at once', () => {
			const large: JournalRecord = { ...record(1), outputs: Array.from({ length: 9_000 }, () => outputs).flat() };
			writeFileSync(
				file,
				Buffer.concat([encodeHeader(1), Buffer.alloc(headerBytes - encodeHeader(1).length), encodeRecord(large), Buffer.alloc(1_000)]),
			);
			const tail = openTail(dir, 0);
			expect(tail.read(all(1))).toEqual([large]);
			tail.close();
		});
	});

	test('are only read: nothing is made by looking', () => {
		read();
		expect(existsSync(file)).toBe(false);
	});
});

test('tagged JSON keeps bigints, and objects that only look like one', () => {
	const value = { a: 2n ** 70n, b: [-1n, null, 'x', [{ d: 0n }]], c: { $n: 5 } };
	expect(parse(stringify(value))).toEqual(value);
});
