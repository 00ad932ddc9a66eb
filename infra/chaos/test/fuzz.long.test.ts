import { expect, test } from 'vitest';
import { fuzzExpert } from '../src/venue/fuzz.ts';
import { terminalBinary } from './fuzz.ts';

test('the Expert Advisor survives a million frames', { timeout: 3_600_000 }, () => {
	expect(fuzzExpert({ binary: terminalBinary(), seed: 1, frames: 1_000_000 }).frames).toBe(1_000_000);
});
