/** The numbers of docs/order-entry.md. */
export const heartbeatMs = { min: 250, max: 60_000 } as const;
/** A peer that says nothing for so many heartbeats is dead. */
export const silentHeartbeats = 3;
export const logonWithinMs = 5_000;
export const shortestNonce = 16;
/** The most that a frame of an institution may have. */
export const maxInboundBytes = 16 * 1024;
/** What a peer that reads no more may leave unread before its line is cut. */
export const maxUnreadBytes = 1024 * 1024;
export const maxLines = 1_000;
/** Cancels and closes have a budget of their own, so that orders never use it up. */
export const reducingPerSecond = (ordersPerSecond: number): number => Math.max(50, ordersPerSecond * 4);
/** How often a cancel for a vanished session is tried where the venue says no. */
export const cancelAttempts = 5;

export type EndCode =
	| 'LOGOUT'
	| 'MALFORMED'
	| 'OVERSIZED'
	| 'UNEXPECTED'
	| 'SEQUENCE_TOO_LOW'
	| 'SILENT'
	| 'SLOW_READER'
	| 'TAKEN_OVER'
	| 'CREDENTIAL_REVOKED'
	| 'SHUTDOWN'
	| 'INTERNAL';
