import { closeSync, copyFileSync, fdatasyncSync, fsyncSync, openSync, renameSync } from 'node:fs';
import { segments } from './files.ts';

/** Has the names in a folder on the disk. */
export function syncFolder(dir: string): void {
	const descriptor = openSync(dir, 'r');
	try {
		fsyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

function syncFile(file: string): void {
	const descriptor = openSync(file, 'r+');
	try {
		fdatasyncSync(descriptor);
	} finally {
		closeSync(descriptor);
	}
}

/**
 * Puts what was read at start-up on the disk before anything is built on it. The last segment is written anew: after a sync that
 * failed, the system shows bytes that the disk does not have, and thinks that they are written.
 */
export function syncJournal(dir: string): void {
	const all = segments(dir);
	const last = all.at(-1);
	for (const { file } of all) if (file !== last?.file) syncFile(file);
	if (last === undefined) return;
	const anew = `${last.file}.tmp`;
	copyFileSync(last.file, anew);
	syncFile(anew);
	renameSync(anew, last.file);
	syncFolder(dir);
}
