import { type Check, deny, reduceIfKnown } from '../check.ts';

/** By the engine's time. Whether an order has expired is for the venue to say. */
export const expiry: Check = {
	number: 9,
	title: 'expiry present where the time in force needs it, and in the future',
	applies: reduceIfKnown,
	run({ terms, nowMs }) {
		const expiresAtMs = terms.expiresAtMs ?? null;
		if (terms.tif !== 'GTD') return expiresAtMs === null ? null : deny('EXPIRY_NOT_ALLOWED');
		if (expiresAtMs === null) return deny('EXPIRY_MISSING');
		return expiresAtMs > nowMs ? null : deny('EXPIRY_PASSED', { value: expiresAtMs, limit: nowMs });
	},
};
