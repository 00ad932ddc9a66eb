import { closeSync, fstatSync, openSync, readSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { diskFull, type MappedFile, type Native } from '../types.ts';

const chunk = Buffer.alloc(1024 * 1024);

/** Without a call that reserves blocks, zeros are written: then the blocks are there. */
export const allocateFile: Native['allocateFile'] = (path, { sizeBytes, leaveFreeBytes }) => {
	const descriptor = openSync(path, 'wx', 0o600);
	try {
		const { bavail, bsize } = statfsSync(dirname(path));
		if (bavail * bsize - leaveFreeBytes < sizeBytes) throw diskFull(path, sizeBytes);
		for (let at = 0; at < sizeBytes; ) at += writeSync(descriptor, chunk, 0, Math.min(chunk.length, sizeBytes - at), at);
		closeSync(descriptor);
	} catch (error) {
		closeSync(descriptor);
		rmSync(path, { force: true });
		throw error instanceof Error && 'code' in error && error.code === 'ENOSPC' ? diskFull(path, sizeBytes) : error;
	}
};

const firstWordBytes = 4;

/** Writes at places by system calls: what the map gives in speed, this gives in nothing to compile. */
export function mapFile(path: string): MappedFile {
	const descriptor = openSync(path, 'r+');
	const sizeBytes = fstatSync(descriptor).size;
	let isOpen = true;
	function require(at: number, length: number): void {
		if (!isOpen) throw new Error('the file is closed');
		if (!Number.isSafeInteger(at) || at < 0 || at + length > sizeBytes) throw new RangeError('beyond the end of the mapped file');
	}
	function writeAll(bytes: Uint8Array, range: { from: number; to: number; at: number }): void {
		for (let from = range.from; from < range.to; ) from += writeSync(descriptor, bytes, from, range.to - from, range.at + from);
	}
	return {
		sizeBytes,
		write(at, bytes) {
			require(at, bytes.length);
			writeAll(bytes, { from: firstWordBytes, to: bytes.length, at });
			writeAll(bytes, { from: 0, to: Math.min(firstWordBytes, bytes.length), at });
		},
		read(at, into) {
			require(at, into.length);
			for (let from = 0; from < into.length; ) {
				const got = readSync(descriptor, into, from, into.length - from, at + from);
				if (got === 0) throw new Error(`${path} is shorter than when it was opened`);
				from += got;
			}
		},
		touch(from, to) {
			if (to < from) throw new RangeError('the range ends before it begins');
			require(from, to - from);
		},
		close() {
			if (isOpen) closeSync(descriptor);
			isOpen = false;
		},
	};
}
