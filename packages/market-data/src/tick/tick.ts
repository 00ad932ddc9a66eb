/**
 * One tick. Prices are integers at the instrument's price digits, sizes at its quantity digits; both within 2^53. What the flags do not
 * announce is 0.
 */
export type Tick = {
	/** Ids of the registry of this process. */
	readonly instrumentId: number;
	readonly venueId: number;
	/** When it happened, as the source stamped it, in UTC: orders ticks in bars, store and replay. */
	readonly timeMs: number;
	/** 0..999,999 within the millisecond. */
	readonly timeNs: number;
	/** When it reached us; 0 for history that was imported. */
	readonly receivedMs: number;
	readonly receivedNs: number;
	readonly bid: number;
	readonly ask: number;
	readonly last: number;
	readonly bidSize: number;
	readonly askSize: number;
	readonly lastSize: number;
	/** Bits of `tickFlags`. */
	readonly flags: number;
};

export const emptyTick: Tick = {
	instrumentId: 0,
	venueId: 0,
	timeMs: 0,
	timeNs: 0,
	receivedMs: 0,
	receivedNs: 0,
	bid: 0,
	ask: 0,
	last: 0,
	bidSize: 0,
	askSize: 0,
	lastSize: 0,
	flags: 0,
};
