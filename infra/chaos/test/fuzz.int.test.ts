import { expect, test } from 'vitest';
import { fuzzExpert } from '../src/venue/fuzz.ts';
import { terminalBinary } from './fuzz.ts';

/** Under sanitizers: MERIDIAN_SANITIZE=1 npm test -- int fuzz. A million: npm test -- long fuzz. */
test('the Expert Advisor survives whatever frames a gateway sends', { timeout: 180_000 }, () => {
	const { frames, logins, answers } = fuzzExpert({ binary: terminalBinary(), seed: 20_260, frames: 20_000 });
	expect(frames).toBe(20_000);
	expect(logins).toBeGreaterThan(50);
	expect(answers).toBeGreaterThan(5_000);
});
