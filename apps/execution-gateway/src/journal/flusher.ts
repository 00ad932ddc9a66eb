import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { loadNative, type Waker } from '@meridian/native';
import { joinGroup } from './record.ts';
import { encodeHeader } from './segment.ts';
import type { SegmentPlace } from './store.ts';
import { syncFolder } from './sync.ts';

/**
 * The thread that puts frames on the disk: all that came while it was syncing goes in one write and one sync. No map of these files
 * exists. What fails ends this thread, and with it the shard: a sync that failed says nothing when it is tried again.
 */
export type FlusherSettings = { readonly waker: Waker | undefined };
export type ToFlusher =
	| { readonly kind: 'begin'; readonly place: SegmentPlace }
	| { readonly kind: 'frame'; readonly frame: Uint8Array; readonly seq: number };
export type FromFlusher = { readonly kind: 'kept'; readonly keptSeq: number; readonly bytes: number } | { readonly kind: 'begun' };

const { waker } = workerData as FlusherSettings;
const native = waker === undefined ? undefined : loadNative();
function tell(message: FromFlusher): void {
	parentPort?.postMessage(message);
	if (waker !== undefined) native?.wake(waker);
}
let descriptor = -1;
let at = 0;
let group: Buffer[] = [];
let groupBytes = 0;
let lastSeq = 0;

function take(message: ToFlusher): void {
	if (message.kind === 'begin') {
		flush();
		begin(message.place);
		return;
	}
	const frame = Buffer.from(message.frame.buffer, message.frame.byteOffset, message.frame.byteLength);
	if (groupBytes > 0) joinGroup(frame, groupBytes);
	group.push(frame);
	groupBytes += frame.length;
	lastSeq = message.seq;
}

function begin(place: SegmentPlace): void {
	if (descriptor >= 0) closeSync(descriptor);
	descriptor = openSync(place.file, 'r+');
	if (place.isBlank) writeAll(encodeHeader(place.firstSeq), 0);
	fdatasyncSync(descriptor);
	syncFolder(dirname(place.file));
	at = place.at;
	tell({ kind: 'begun' });
}

function flush(): void {
	if (groupBytes === 0) return;
	writeAll(Buffer.concat(group, groupBytes), at);
	fdatasyncSync(descriptor);
	tell({ kind: 'kept', keptSeq: lastSeq, bytes: groupBytes });
	at += groupBytes;
	group = [];
	groupBytes = 0;
}

function writeAll(bytes: Buffer, to: number): void {
	for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done, to + done);
}

function serve(port: MessagePort): void {
	port.on('message', (first: ToFlusher) => {
		let message: ToFlusher | undefined = first;
		while (message !== undefined) {
			take(message);
			message = receiveMessageOnPort(port)?.message;
		}
		flush();
	});
}
if (parentPort !== null) serve(parentPort);
