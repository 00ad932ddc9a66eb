import { expect } from 'vitest';

/** `expect(is).toBe(should)` for what is asked millions of times: the matcher, which is slow, only speaks where they differ. */
export function same(is: unknown, should: unknown, message: string): void {
	if (!Object.is(is, should)) expect(is, message).toBe(should);
}

/** As above, of one among several. */
export function oneOf(is: string, words: readonly string[], message: string): void {
	if (!words.includes(is)) expect(words, message).toContain(is);
}
