import type { PendingRequest } from '../model.ts';
import type { Transitions } from './transitions.ts';

export type PendingEvent = 'sendNew' | 'sendCancel' | 'answer' | 'lose' | 'end';

/** The request on its way. Losing the answer of a cancel says nothing about the order itself; the end of the order ends its request. */
export const pendingTransitions = {
	NONE: { sendNew: 'NEW_SENT', sendCancel: 'CANCEL_SENT', end: 'NONE' },
	NEW_SENT: { answer: 'NONE', lose: 'NEW_UNKNOWN', sendCancel: 'CANCEL_SENT', end: 'NONE' },
	NEW_UNKNOWN: { answer: 'NONE', sendCancel: 'CANCEL_SENT', end: 'NONE' },
	CANCEL_SENT: { answer: 'NONE', lose: 'CANCEL_UNKNOWN', end: 'NONE' },
	CANCEL_UNKNOWN: { answer: 'NONE', sendCancel: 'CANCEL_SENT', end: 'NONE' },
} as const satisfies Transitions<PendingRequest, PendingEvent>;
