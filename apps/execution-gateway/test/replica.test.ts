import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLogger } from '@meridian/telemetry';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recover } from '../src/engine/recover.ts';
import { segments } from '../src/journal/files.ts';
import { openGate } from '../src/replica/gate.ts';
import { mismatchOf, type Position, positionOf } from '../src/replica/position.ts';
import { openJournalledEngine, openOrderFlow } from '../src/testing/index.ts';

describe('whether a journal goes on from where another ends', () => {
	let dir: string;
	let own: { dir: string; lastSeq: number; epochs: readonly { epoch: number; seq: number }[] };

	beforeEach(async () => {
		dir = mkdtempSync(join(tmpdir(), 'meridian-position-'));
		const recovered = recover({ dir, build: 'none', note: () => undefined });
		const { feed, journal } = openJournalledEngine(recovered, { dir, segmentBytes: 2_048 });
		const flow = openOrderFlow(feed, { accounts: 1 });
		for (let n = 0; n < 5; n++) flow.next();
		feed({ kind: 'epoch', epoch: 2 }, 2_000_000);
		for (let n = 0; n < 3; n++) feed({ kind: 'timer' }, 2_000_000);
		await journal.close();
		own = { dir, lastSeq: journal.lastSeq, epochs: recovered.memory.epochs };
	});
	afterEach(() => {
		rmSync(dir, { recursive: true, force: true });
	});
	const at = (seq: number): Position => positionOf({ ...own, lastSeq: seq }, undefined);

	/** Why not, where its journal goes on otherwise. */
	const diverged = (...compared: Parameters<typeof mismatchOf>): string => {
		const mismatch = mismatchOf(...compared);
		return mismatch?.diverged === true ? mismatch.reason : '';
	};

	test('it does from each of its own records, and from the beginning', () => {
		for (let seq = 0; seq <= own.lastSeq; seq++) expect(mismatchOf(own, at(seq)), `sequence ${seq}`).toBeUndefined();
	});

	test('not from one that is ahead of it, of another epoch there, or of another record', () => {
		expect(diverged({ ...own, lastSeq: 3 }, at(4))).toMatch(/ends at sequence 4, this one at 3/);
		expect(diverged(own, { ...at(own.lastSeq), epoch: 1 })).toMatch(/of epoch 1 \(since \d+\), this one of epoch 2/);
		expect(diverged(own, { ...at(own.lastSeq), epochSeq: 4 })).toMatch(/is another/);
		expect(diverged(own, { ...at(own.lastSeq), lastHash: at(1).lastHash })).toMatch(
			new RegExp(`its record ${own.lastSeq} is not this one's`),
		);
	});

	test('not where the records that it needs are deleted', () => {
		const [first, second] = segments(dir);
		expect(second).toBeDefined();
		rmSync(first?.file ?? '');
		expect(mismatchOf(own, { lastSeq: 0, lastHash: new Uint8Array(0), epoch: 0, epochSeq: 0 })).toMatchObject({
			reason: expect.stringMatching(/Give it a copy/),
			diverged: false,
		});
		expect(mismatchOf(own, at(own.lastSeq))).toBeUndefined();
	});
});

describe('the gate between a record and its being kept', () => {
	let nowMs: number;
	let told: string[];
	const gateOf = (waits: boolean) => {
		nowMs = 0;
		told = [];
		return openGate({
			...{ waits, waitMs: 500, nowMs: () => nowMs, ownSeq: () => 10, log: createLogger('test', { write: () => undefined }) },
			tell: ({ state }) => told.push(state),
			cut: (reason) => told.push(reason),
		});
	};

	test('with replica it is closed to new risk until a standby has everything, and a record waits for it', () => {
		const gate = gateOf(true);
		expect(gate.trouble).toMatch(/no standby/);
		gate.acked(10);
		gate.synced('b');
		expect(gate).toMatchObject({ trouble: '', limitSeq: 10 });
	});

	test('with replica a lost standby closes it at once, is waited for, and only the database’s word lets records go alone', () => {
		const gate = gateOf(true);
		gate.acked(8);
		gate.synced('b');
		gate.lost('gone');
		expect(gate.trouble).toMatch(/no standby/);
		nowMs = 499;
		gate.tick();
		expect(told).toEqual(['synced', 'lost']);
		nowMs = 501;
		gate.tick();
		gate.tick();
		expect(told).toEqual(['synced', 'lost', 'waitedOut']);
		expect(gate.limitSeq).toBe(8);
		expect(gate.alone()).toBe(true);
		expect(gate.limitSeq).toBe(Number.POSITIVE_INFINITY);
	});

	test('a standby that is back before that word keeps it from counting', () => {
		const gate = gateOf(true);
		gate.acked(8);
		gate.synced('b');
		gate.lost('gone');
		gate.acked(10);
		gate.synced('b');
		expect(gate.alone()).toBe(false);
		expect(gate).toMatchObject({ trouble: '', limitSeq: 10 });
	});

	test('a standby that owes an acknowledgement too long is cut; one that owes none is not', () => {
		const gate = gateOf(true);
		gate.acked(10);
		gate.synced('b');
		nowMs = 10_000;
		gate.tick();
		expect(told).toEqual(['synced']);
		const owing = gateOf(true);
		owing.acked(9);
		owing.synced('b');
		nowMs = 501;
		owing.tick();
		expect(told).toEqual(['synced', 'it acknowledges nothing for 500 ms']);
	});

	test('without replica nothing waits, and the database still hears at once that the standby is gone', () => {
		const gate = gateOf(false);
		gate.acked(3);
		gate.synced('b');
		expect(gate.limitSeq).toBe(Number.POSITIVE_INFINITY);
		gate.lost('gone');
		expect(gate.trouble).toBe('');
		nowMs = 1;
		gate.tick();
		expect(told).toEqual(['synced', 'lost', 'waitedOut']);
		expect(gate.alone()).toBe(false);
	});
});
