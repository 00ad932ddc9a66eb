import { setTimeout as pause } from 'node:timers/promises';

/**
 * Waits until `probe` gives something other than undefined, false or null, asking every 50 ms.
 * @throws after `timeoutMs`, naming what was waited for and the last answer.
 */
export async function until<T>(what: string, probe: () => T | Promise<T>, timeoutMs = 20_000): Promise<NonNullable<Exclude<T, false>>> {
	// Not the wall clock: it jumps where a machine was stood still for a while.
	const deadline = performance.now() + timeoutMs;
	let last: unknown;
	for (;;) {
		try {
			const value = await probe();
			if (value !== undefined && value !== null && value !== false) return value as NonNullable<Exclude<T, false>>;
			last = value;
		} catch (error) {
			last = error;
		}
		if (performance.now() > deadline)
			throw new Error(`waited ${timeoutMs} ms for ${what}; last: ${last instanceof Error ? last.message : JSON.stringify(last)}`);
		await pause(50);
	}
}
