import { newSessionId } from '@meridian/auth';
import type { Envelope } from '@meridian/core';
import type { Credential } from './credentials.ts';
import type { Line } from './line.ts';
import { reducingPerSecond } from './rules.ts';
import { Throttle } from './throttle.ts';

/** What a credential has here beyond a single line: one session at a time, and the budget that a reconnect does not renew. */
export class Seat {
	readonly credential: Credential;
	readonly orders: Throttle;
	readonly reducing: Throttle;
	line: Line | undefined;
	/** Chosen by the client; the same after a reconnect continues the session. */
	sessionKey: bigint | undefined;
	/** Names the session in the journal. */
	sessionId = 0;
	/** The last frame of the session that was acted on. */
	receivedSeq = 0;
	heartbeatMs = 0;
	cancelOnDisconnect = true;

	constructor(credential: Credential, nowMs: () => number) {
		this.credential = credential;
		this.orders = new Throttle(credential.ordersPerSecond, nowMs);
		this.reducing = new Throttle(reducingPerSecond(credential.ordersPerSecond), nowMs);
	}

	begin(sessionKey: bigint): void {
		this.sessionKey = sessionKey;
		this.sessionId = newSessionId();
		this.receivedSeq = 0;
	}

	get envelope(): Envelope {
		const { userId } = this.credential;
		return { principalId: userId, sessionId: this.sessionId, investmentDeciderId: userId, executionDeciderId: userId };
	}
}
