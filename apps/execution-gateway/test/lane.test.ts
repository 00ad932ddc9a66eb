import { createLogger } from '@meridian/telemetry';
import { afterEach, expect, test, vi } from 'vitest';
import type { JournalRecord } from '../src/journal/record.ts';
import { Lane } from '../src/projector/lane.ts';
import { Turns } from '../src/projector/turns.ts';
import { orderOutput } from './outputs.ts';

const tenantId = 7;
const journalSeq = 100;
const recordOf = (seq: number): JournalRecord => ({
	...{ seq, atMs: 1_700_000_000_000, input: { kind: 'timer' as const } },
	outputs: [orderOutput({ tenantId, accountId: 1, orderId: seq, accountSeq: seq })],
});

let lane: Lane;
afterEach(() => lane.stop());

/** A tenant of a gateway that has just started; where its schema is, the database says late. The journal holds a record for each sequence. */
function late(input: { readonly touchedSeq: number; readonly beganSeq: number }) {
	const written: number[] = [];
	const readAgainFrom: number[] = [];
	let tell: (cursor: number) => void = () => undefined;
	const cursor = new Promise<number>((resolve) => {
		tell = resolve;
	});
	let offered = input.beganSeq;
	lane = new Lane({
		...{ tenantId, log: createLogger('test'), isKnown: true, turns: { well: new Turns(1), troubled: new Turns(1) } },
		readCursor: () => cursor,
		write: async (records) => void written.push(...records.map(({ seq }) => seq)),
		openTail: (afterSeq) => {
			readAgainFrom.push(afterSeq);
			let at = afterSeq;
			return {
				close: () => undefined,
				read({ max, untilSeq }) {
					const records = Array.from({ length: Math.min(max, untilSeq - at) }, (_, n) => recordOf(at + 1 + n));
					at += records.length;
					return records;
				},
			};
		},
		settledSeq: (seq) => (seq < input.touchedSeq ? seq : Math.max(seq, journalSeq)),
		beganSeq: () => input.beganSeq,
		offeredSeq: () => offered,
		onChange: () => undefined,
	});
	const offer = (seq: number): void => {
		lane.offer(recordOf(seq));
		offered = seq;
	};
	return { written, readAgainFrom, tell, offer };
}

test('one that misses nothing reads no journal by itself, and writes what came meanwhile once', async () => {
	const { written, readAgainFrom, tell, offer } = late({ touchedSeq: 40, beganSeq: 98 });
	for (const seq of [99, 101, 105]) offer(seq);
	tell(40);
	await vi.waitFor(() => expect(written).toEqual([101, 105]));
	offer(106);
	await vi.waitFor(() => expect(written).toEqual([101, 105, 106]));
	expect(readAgainFrom).toEqual([]);
	expect(lane.waitingFrom).toBeUndefined();
});

test('one that is behind the common reader’s beginning reads what it misses, and nothing twice', async () => {
	const { written, readAgainFrom, tell, offer } = late({ touchedSeq: 97, beganSeq: 98 });
	for (const seq of [99, 101]) offer(seq);
	tell(95);
	await vi.waitFor(() => expect(written).toEqual([96, 97, 98, 99, 100, 101]));
	offer(102);
	await vi.waitFor(() => expect(written).toEqual([96, 97, 98, 99, 100, 101, 102]));
	expect(readAgainFrom).toEqual([95]);
});

test('one that is behind, but not behind that beginning, writes what was offered from there', async () => {
	const { written, readAgainFrom, tell, offer } = late({ touchedSeq: 97, beganSeq: 90 });
	for (const seq of [91, 95, 97, 101]) offer(seq);
	tell(92);
	await vi.waitFor(() => expect(written).toEqual([95, 97, 101]));
	expect(readAgainFrom).toEqual([]);
});

test('what its queue had to give up is read from the journal again', async () => {
	const { written, readAgainFrom, tell, offer } = late({ touchedSeq: 40, beganSeq: 98 });
	for (const seq of [101, 102]) offer(seq);
	lane.dropQueue();
	offer(103);
	tell(40);
	await vi.waitFor(() => expect(written).toEqual([101, 102, 103]));
	expect(readAgainFrom).toEqual([100]);
});
