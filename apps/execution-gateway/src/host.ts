import { newNonce } from '@meridian/protocol/login';

/**
 * What the order path takes from the machine besides its lines and its disk: time and chance. A port, so that a simulation can be the
 * one who says what time it is.
 */
export type Host = {
	/** ms since 1970 UTC; a clock that may be set. */
	nowMs(): number;
	/** ms that never run back. */
	steadyMs(): number;
	/** @returns what ends it. */
	every(periodMs: number, act: () => void): () => void;
	/** @returns what calls it off. */
	after(delayMs: number, act: () => void): () => void;
	/** For a login: never the same twice. */
	nonce(): Uint8Array;
};

export const systemHost: Host = {
	nowMs: () => Date.now(),
	steadyMs: () => performance.now(),
	every(periodMs, act) {
		const timer = setInterval(act, periodMs);
		return () => clearInterval(timer);
	},
	after(delayMs, act) {
		const timer = setTimeout(act, delayMs);
		return () => clearTimeout(timer);
	},
	nonce: newNonce,
};
