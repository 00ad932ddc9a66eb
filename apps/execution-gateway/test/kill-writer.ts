import { loadNative } from '@meridian/native';
import { openJournal, repairTail } from '../src/journal/journal.ts';
import { readJournal } from '../src/journal/read.ts';
import { openMappedStore, openSyncedStore } from '../src/journal/store.ts';

/** Appends as fast as it can and prints each sequence that is kept, till it is killed: node kill-writer.ts DIR process|disk. */
const [dir = '', durability] = process.argv.slice(2);
const native = loadNative();
const end = readJournal({ dir, afterSeq: 0, visit: () => undefined });
repairTail(end);
const fail = (error: Error): void => {
	throw error;
};
const journal = openJournal(end, {
	...{ dir, native, segmentBytes: 8 * 1024, leaveFreeBytes: 0, onFailed: fail, onTrouble: () => undefined, onSnapshot: () => undefined },
	store:
		durability === 'disk'
			? openSyncedStore({ lastSeq: end.lastSeq, onKept: () => undefined, onFailed: fail })
			: openMappedStore(native, end.lastSeq),
});
let told = journal.keptSeq;
for (;;) {
	for (let n = 0; n < 5; n++) journal.append({ kind: 'epoch', epoch: journal.lastSeq }, [], journal.lastSeq);
	await new Promise((resolve) => setImmediate(resolve));
	if (journal.keptSeq > told) {
		told = journal.keptSeq;
		process.stdout.write(`${told}\n`); // to a pipe it is written when this returns
	}
}
