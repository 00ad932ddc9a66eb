import { closeSync, fdatasyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { EngineInput, EngineOutput } from '@meridian/core';
import type { FromHousekeeper, HousekeeperSettings, ToHousekeeper } from './housekeeper.ts';
import type { JournalEnd } from './read.ts';
import { frameOf } from './record.ts';
import { headerBytes } from './segment.ts';
import { type SpaceOptions, takeNext } from './space.ts';
import type { SegmentPlace, Store } from './store.ts';

export type Journal = {
	/** Sequence of the last record; 0 before the first. */
	readonly lastSeq: number;
	/** Sequence of the last record that is kept as the setting `durability` promises. */
	readonly keptSeq: number;
	/** The same without regard to a standby: what this journal itself keeps. */
	readonly ownSeq: number;
	/** Empty, or why there is no room for the segment after this one. What still fits is taken. */
	readonly trouble: string;
	/** @throws DiskFull where the segment is full and there is no room for another: nothing may be done on account of this record. */
	append(input: EngineInput, outputs: readonly EngineOutput[], atMs: number): number;
	/** Takes over a frame that another journal holds as its record `lastSeq + 1`. @throws DiskFull. */
	copy(frame: Buffer): void;
	close(): Promise<void>;
};

export type JournalOptions = SpaceOptions & {
	/** What keeps the frames, opened at the sequence where the journal ends. */
	readonly store: Store;
	/** Records after it do not count as kept yet, since a standby lacks them. */
	readonly limitSeq?: () => number;
	/** Each time there is room no more, or again (empty). */
	readonly onTrouble: (trouble: string) => void;
	/** A snapshot was written behind the engine, or could not be. */
	readonly onSnapshot: (told: Exclude<FromHousekeeper, { kind: 'space' }>) => void;
	readonly onFailed: (error: Error) => void;
};

/** Goes on with a journal that was read to its end. */
export function openJournal(end: JournalEnd, options: JournalOptions): Journal {
	const { dir, store, segmentBytes, leaveFreeBytes, limitSeq } = options;
	let { lastSeq, at } = end;
	let trouble = '';
	mkdirSync(dir, { recursive: true });
	const settings: HousekeeperSettings = { dir, segmentBytes, leaveFreeBytes };
	const housekeeper = new Worker(new URL('./housekeeper.ts', import.meta.url), { workerData: settings });
	housekeeper.unref();
	housekeeper.on('error', options.onFailed);
	housekeeper.on('message', (message: FromHousekeeper) => {
		if (message.kind !== 'space') return options.onSnapshot(message);
		if (message.trouble === trouble) return;
		trouble = message.trouble;
		options.onTrouble(trouble);
	});

	const keep = (message: ToHousekeeper): void => housekeeper.postMessage(message);
	const begin = (place: SegmentPlace, isNew: boolean): number =>
		store.begin(place, () => keep({ kind: 'begun', firstSeq: place.firstSeq, isNew }));

	const file = end.file ?? takeNext(options, { firstSeq: 1, minBytes: headerBytes });
	let sizeBytes = begin({ ...end, file, isBlank: end.file === undefined }, false);
	keep({ kind: 'prepare' });

	function roll(frameLength: number): void {
		const firstSeq = lastSeq + 1;
		const next = takeNext(options, { firstSeq, minBytes: headerBytes + frameLength });
		at = headerBytes;
		sizeBytes = begin({ file: next, firstSeq, at, isBlank: true }, true);
		keep({ kind: 'prepare' });
	}

	function put(frame: Buffer): void {
		if (at + frame.length > sizeBytes) roll(frame.length);
		lastSeq += 1;
		at += frame.length;
		store.put(frame, lastSeq);
	}

	return {
		get lastSeq() {
			return lastSeq;
		},
		get keptSeq() {
			return limitSeq === undefined ? store.keptSeq : Math.min(store.keptSeq, limitSeq());
		},
		get ownSeq() {
			return store.keptSeq;
		},
		get trouble() {
			return trouble;
		},
		append(input, outputs, atMs) {
			put(frameOf({ seq: lastSeq + 1, atMs, input, outputs }));
			return lastSeq;
		},
		copy: put,
		async close() {
			await store.close();
			await housekeeper.terminate();
		},
	};
}

/** Takes away what a write left that was cut short, and segments that have only a name: nothing was done on their account. */
export function repairTail({ file, at, torn, blank }: JournalEnd): void {
	for (const each of blank) rmSync(each);
	if (file === undefined || torn === undefined) return;
	const descriptor = openSync(file, 'r+');
	try {
		const zeros = Buffer.alloc(torn.bytes);
		for (let done = 0; done < zeros.length; ) done += writeSync(descriptor, zeros, done, zeros.length - done, at + done);
		fdatasyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}
