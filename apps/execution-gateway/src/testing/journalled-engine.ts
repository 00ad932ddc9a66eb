import { loadNative, type Native } from '@meridian/native';
import { remember, type ShardMemory } from '../engine/memory.ts';
import { type Journal, type JournalOptions, openJournal } from '../journal/journal.ts';
import type { JournalEnd } from '../journal/read.ts';
import { openMappedStore } from '../journal/store.ts';
import type { Feed } from './order-flow.ts';

/** The engine with its journal and without its sockets: what tests and benchmarks feed. */
export function openJournalledEngine(
	recovered: { readonly memory: ShardMemory; readonly end: JournalEnd },
	input: {
		readonly dir: string;
		readonly segmentBytes: number;
		readonly native?: Native;
		readonly onSnapshot?: JournalOptions['onSnapshot'];
	},
): { readonly feed: Feed; readonly journal: Journal } {
	const { memory, end } = recovered;
	const native = input.native ?? loadNative();
	const fail = (error: Error): void => {
		throw error;
	};
	const journal = openJournal(end, {
		...{ dir: input.dir, native, segmentBytes: input.segmentBytes, leaveFreeBytes: 0, store: openMappedStore(native, end.lastSeq) },
		...{ onFailed: fail, onTrouble: () => undefined, onSnapshot: input.onSnapshot ?? (() => undefined) },
	});
	return {
		journal,
		feed(given, atMs) {
			const outputs = memory.engine.apply(given, atMs);
			memory.lastMs = atMs;
			remember(memory, { input: given, outputs, seq: journal.append(given, outputs, atMs) });
			return outputs;
		},
	};
}
