import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { MappedFile, Native, Waker } from '@meridian/native';
import type { FlusherSettings, FromFlusher, ToFlusher } from './flusher.ts';
import { encodeHeader } from './segment.ts';

/** Where a segment is gone on with. */
export type SegmentPlace = { readonly file: string; readonly firstSeq: number; readonly at: number; readonly isBlank: boolean };

/** What keeps frames. `process`: a mapped file. `disk`: a thread that writes and syncs. */
export type Store = {
	/** Goes on in this segment. @param begun called once every frame of the ones before it is kept. @returns its size in bytes. */
	begin(place: SegmentPlace, begun: () => void): number;
	/** Frames come in order and without gaps. */
	put(frame: Buffer, seq: number): void;
	/** The last sequence that is kept as this store promises. */
	readonly keptSeq: number;
	close(): Promise<void>;
};

/** A record is kept as soon as it is copied into the map: the system has it, and it survives the death of this process. */
export function openMappedStore(native: Native, lastSeq: number): Store {
	let segment: MappedFile | undefined;
	let at = 0;
	let keptSeq = lastSeq;
	return {
		begin(place, begun) {
			segment?.close();
			segment = native.mapFile(place.file);
			if (place.isBlank) segment.write(0, encodeHeader(place.firstSeq));
			at = place.at;
			begun();
			return segment.sizeBytes;
		},
		put(frame, seq) {
			segment?.write(at, frame);
			at += frame.length;
			keptSeq = seq;
		},
		get keptSeq() {
			return keptSeq;
		},
		async close() {
			segment?.close();
		},
	};
}

/** More than this not yet on the disk: it can't keep up, and to promise more would only be to wait longer. */
const maxBehindBytes = 128 * 1024 * 1024;

/** A record is kept once a thread of its own has written and synced it. */
export function openSyncedStore(input: {
	readonly lastSeq: number;
	/** Of the thread that must hear of each sync: it may sleep where messages do not reach it. */
	readonly waker?: Waker;
	/** After each sync. */
	readonly onKept: () => void;
	readonly onFailed: (error: Error) => void;
}): Store {
	let keptSeq = input.lastSeq;
	let lastSeq = input.lastSeq;
	let behindBytes = 0;
	let drained: () => void = () => undefined;
	const beginning: (() => void)[] = [];
	const flusher = new Worker(new URL('./flusher.ts', import.meta.url), { workerData: { waker: input.waker } satisfies FlusherSettings });
	flusher.unref();
	flusher.on('error', (error: unknown) =>
		input.onFailed(new Error('the disk failed to keep the journal; what was not confirmed did not happen', { cause: error })),
	);
	flusher.on('message', (kept: FromFlusher) => {
		if (kept.kind === 'begun') return beginning.shift()?.();
		keptSeq = kept.keptSeq;
		behindBytes -= kept.bytes;
		input.onKept();
		if (keptSeq === lastSeq) drained();
	});
	const tell = (message: ToFlusher, transfer: ArrayBuffer[] = []): void => flusher.postMessage(message, transfer);
	return {
		begin(place, begun) {
			beginning.push(begun);
			tell({ kind: 'begin', place });
			return statSync(place.file).size;
		},
		put(frame, seq) {
			const copy = new Uint8Array(frame); // of its own memory, which can change hands
			behindBytes += copy.length;
			lastSeq = seq;
			if (behindBytes > maxBehindBytes) input.onFailed(new Error(`the disk is ${behindBytes} bytes behind and does not keep up`));
			tell({ kind: 'frame', frame: copy, seq }, [copy.buffer]);
		},
		get keptSeq() {
			return keptSeq;
		},
		async close() {
			const ended = new Promise<void>((resolve) => {
				drained = resolve;
				flusher.once('exit', () => resolve());
			});
			flusher.ref();
			if (keptSeq < lastSeq) await ended;
			await flusher.terminate();
		},
	};
}
