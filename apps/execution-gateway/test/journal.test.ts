import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EngineInput, EngineOutput } from '@meridian/core';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { segmentFile } from '../src/journal/files.ts';
import { JournalCorrupt, openJournal } from '../src/journal/journal.ts';
import { parse, stringify } from '../src/journal/json.ts';
import type { JournalRecord } from '../src/journal/record.ts';
import { openTail } from '../src/journal/tail.ts';

const input = (n: number): EngineInput => ({
	kind: 'venue',
	tenantId: 1,
	accountId: n,
	event: 'positionGone',
	positionTicket: 2n ** 60n + BigInt(n),
	instrumentId: 1,
});
const outputs: readonly EngineOutput[] = [{ kind: 'tenant', tenantId: 1, halted: false, configVersion: 3 }];

describe('the journal', () => {
	let dir: string;
	let file: string;
	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), 'meridian-journal-'));
		file = segmentFile(dir, 1);
	});
	afterEach(() => rmSync(dir, { recursive: true, force: true }));

	function write(count: number): number[] {
		const journal = openJournal(dir, () => undefined);
		const ends = Array.from({ length: count }, (_, n) => {
			journal.append(input(n), outputs, 1_000 + n);
			return statSync(file).size;
		});
		journal.close();
		return ends;
	}
	function reopen(): { records: JournalRecord[]; tornBytes: number } {
		const records: JournalRecord[] = [];
		const journal = openJournal(dir, (record) => records.push(record));
		journal.close();
		return { records, tornBytes: journal.tornBytes };
	}
	const wholeOf = (records: readonly JournalRecord[]) => records.map(({ seq, atMs, input: given }) => ({ seq, atMs, given }));

	test('gives back every record in order, bigints included', () => {
		write(3);
		const { records, tornBytes } = reopen();
		expect(tornBytes).toBe(0);
		expect(records).toEqual([0, 1, 2].map((n) => ({ seq: n + 1, atMs: 1_000 + n, input: input(n), outputs })));
	});

	test('cut anywhere inside its last record, it loses that record alone and goes on', () => {
		const ends = write(3);
		const whole = readFileSync(file);
		const second = ends[1] ?? 0;
		fc.assert(
			fc.property(fc.integer({ min: second, max: whole.length - 1 }), (cut) => {
				writeFileSync(file, whole);
				truncateSync(file, cut);
				const { records, tornBytes } = reopen();
				expect(records.map(({ seq }) => seq)).toEqual([1, 2]);
				expect(tornBytes).toBe(cut - second);
				expect(statSync(file).size).toBe(second);
				const journal = openJournal(dir, () => undefined);
				expect(journal.append(input(9), outputs, 5)).toBe(3);
				journal.close();
				expect(reopen().records).toHaveLength(3);
			}),
			{ numRuns: 25 },
		);
	});

	test('damaged anywhere before its last record, it refuses to start, names file and byte, and changes nothing', () => {
		const ends = write(4);
		const whole = readFileSync(file);
		fc.assert(
			fc.property(fc.integer({ min: 0, max: (ends[2] ?? 0) - 1 }), fc.integer({ min: 1, max: 255 }), (at, change) => {
				const damaged = Buffer.from(whole);
				damaged.writeUInt8((damaged[at] ?? 0) ^ change, at);
				writeFileSync(file, damaged);
				const broken = ends.findIndex((end) => at < end);
				const begins = broken === 0 ? 0 : (ends[broken - 1] ?? 0);
				expect(reopen).toThrow(JournalCorrupt);
				expect(reopen).toThrow(new RegExp(`${file} is damaged at byte ${begins} \\(after sequence ${broken}\\).*Restore the file`, 's'));
				expect(readFileSync(file).equals(damaged)).toBe(true);
			}),
			{ numRuns: 100 },
		);
	});

	test('with a segment missing it refuses to start', () => {
		write(2);
		writeFileSync(segmentFile(dir, 9), readFileSync(file));
		expect(reopen).toThrow(/A segment is missing/);
	});

	test('is followed while it is written, record by record', () => {
		const tail = openTail(dir);
		expect(tail.read(10)).toEqual([]);
		const journal = openJournal(dir, () => undefined);
		journal.append(input(0), outputs, 1);
		journal.append(input(1), outputs, 2);
		expect(wholeOf(tail.read(1))).toEqual([{ seq: 1, atMs: 1, given: input(0) }]);
		expect(tail.read(10).map(({ seq }) => seq)).toEqual([2]);
		expect(tail.read(10)).toEqual([]);
		journal.append(input(2), outputs, 3);
		expect(tail.read(10).map(({ seq }) => seq)).toEqual([3]);
		journal.close();
	});

	test('half a record is not read before its other half is there', () => {
		write(2);
		const whole = readFileSync(file);
		truncateSync(file, whole.length - 5);
		const tail = openTail(dir);
		expect(tail.read(10).map(({ seq }) => seq)).toEqual([1]);
		appendFileSync(file, whole.subarray(whole.length - 5));
		expect(tail.read(10).map(({ seq }) => seq)).toEqual([2]);
	});
});

test('tagged JSON keeps bigints, and objects that only look like one', () => {
	const value = { a: 2n ** 70n, b: [-1n, null, 'x'], c: { $n: 5 } };
	expect(parse(stringify(value))).toEqual(value);
});
