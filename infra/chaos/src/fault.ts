/** Something that must not be; the message says what, and the campaign in which world and round. */
export class ChaosFault extends Error {
	override readonly name = 'ChaosFault';
}

const shownAtMost = 20;

/** @throws ChaosFault where there is any. */
export function throwFaults(faults: readonly string[]): void {
	if (faults.length > 0) throw new ChaosFault(faults.slice(0, shownAtMost).join('\n'));
}
