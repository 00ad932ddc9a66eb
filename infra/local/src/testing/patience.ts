import { vi } from 'vitest';

/** A condition that is waited for gets a loaded machine's time: Vitest's own second fails tests that nothing is wrong with. */
const patienceMs = 15_000;
const patient = Symbol.for('meridian.patient');

/** Once for all files that a worker runs. */
if (!(patient in vi.waitFor)) {
	const waitFor = vi.waitFor.bind(vi);
	const waitPatiently: typeof vi.waitFor = (callback, options) =>
		waitFor(callback, typeof options === 'number' ? options : { timeout: patienceMs, interval: 20, ...options });
	vi.waitFor = Object.assign(waitPatiently, { [patient]: true });
}
