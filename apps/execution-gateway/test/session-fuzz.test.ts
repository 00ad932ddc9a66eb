import { expect, test } from 'vitest';
import { fuzzSession } from './session-fuzz.ts';

/** A million: npm test -- long session-fuzz. */
test('a terminal’s session survives whatever frames come: it takes them, tells what does not fit, or ends the line', {
	timeout: 60_000,
}, () => {
	const { lines, events } = fuzzSession({ seed: 20_260, frames: 30_000 });
	expect(lines).toBeGreaterThan(1_000);
	expect(events).toBeGreaterThan(1_000);
});
