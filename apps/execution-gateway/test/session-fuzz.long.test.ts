import { expect, test } from 'vitest';
import { fuzzSession } from './session-fuzz.ts';

test('a terminal’s session survives a million frames', { timeout: 600_000 }, () => {
	expect(fuzzSession({ seed: 1, frames: 1_000_000 }).events).toBeGreaterThan(30_000);
});
