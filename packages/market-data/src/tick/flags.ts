/**
 * Bits of a tick's `flags` column. The lower byte says what the tick is, the next what a quality rule found in it; a finding is kept
 * with the tick, so that a stored tick still tells what was wrong with it.
 */
export const tickFlags = {
	/** Bid and ask are set. Without it both are 0. */
	quote: 1 << 0,
	/** Last and its size are set: something was traded. */
	trade: 1 << 1,
	/** The trade's aggressor bought, or sold. Neither: the source did not say. */
	buy: 1 << 2,
	sell: 1 << 3,
	/** Replaces what the venue said before for this time. */
	correction: 1 << 4,

	crossed: 1 << 8,
	nonPositive: 1 << 9,
	stale: 1 << 10,
	spike: 1 << 11,
	duplicate: 1 << 12,
	outOfOrder: 1 << 13,
	gap: 1 << 14,
	session: 1 << 15,
} as const;

/** All findings of the quality rules. */
export const qualityMask = 0xff00;
