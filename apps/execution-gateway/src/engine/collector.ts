import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';

/** After so many records: some ten orders, half of what fits into the young generation (`engineResourceLimits`). */
const everyRecords = 64;
/** While an answer is on its way it waits for a better moment, until after so many: before there is no room. */
const atLastRecords = 112;
const collectShape = z.custom<(options: { readonly type: 'minor' }) => void>((value) => typeof value === 'function');

/**
 * Collects the young generation of this thread while it rests, so that V8 does not have to in the middle of an order: left alone it collects when room is needed, which
 * is always when somebody is being served. What an order leaves is dead by then, and a collection of nothing alive takes some 60 us. This thread does all of it: for so
 * little, helpers are not worth the wait until each of them has had a processor. (The switches are of the whole process: its other threads do without helpers, too.)
 * @param records so many were journalled
 * @param awaits whether a terminal is about to answer: for whom that long is not rest
 */
export function openCollector(
	records: () => number,
	awaits: () => boolean = () => false,
): { readonly isDue: () => boolean; readonly act: () => void } {
	setFlagsFromString('--no-parallel-scavenge');
	setFlagsFromString('--no-concurrent-array-buffer-sweeping');
	// Else a collection of the young in the middle of V8's long work on the old, which it does step by step, has to end that work first: all at once.
	setFlagsFromString('--no-separate-gc-phases');
	setFlagsFromString('--expose-gc');
	const collect = collectShape.parse(runInNewContext('gc'));
	let collectedAt = 0;
	return {
		isDue() {
			const since = records() - collectedAt;
			return since >= everyRecords && (since >= atLastRecords || !awaits());
		},
		act() {
			collectedAt = records();
			collect({ type: 'minor' });
		},
	};
}
