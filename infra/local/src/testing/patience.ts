import { vi } from 'vitest';

/** A condition that is waited for gets a loaded machine's time: Vitest's own second fails tests that nothing is wrong with. */
const patienceMs = 15_000;
const waitFor = vi.waitFor.bind(vi);
vi.waitFor = (callback, options) =>
	waitFor(callback, typeof options === 'number' ? options : { timeout: patienceMs, interval: 20, ...options });
