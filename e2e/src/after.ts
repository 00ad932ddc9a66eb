import type { Stack } from '@meridian/local';
import { afterAll } from 'vitest';
import { endStack } from './stack.ts';

/** After the tests of this file: `first` closes what holds on to the stack, then the stack ends. */
export function endAfterAll(stack: () => Stack | undefined, first: () => Promise<unknown>): void {
	// biome-ignore lint/correctness/noEmptyPattern: Vitest reads the names of fixtures from this pattern
	afterAll(async ({}, suite) => {
		await first();
		await endStack(stack(), suite);
	}, 60_000);
}
