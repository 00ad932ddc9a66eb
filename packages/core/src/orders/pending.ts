import type { PendingRequest } from '../model.ts';
import type { Transitions } from './transitions.ts';

export type PendingEvent = 'sendNew' | 'sendReplace' | 'sendCancel' | 'answer' | 'fallBack' | 'lose' | 'end';

/**
 * The request on its way. Losing the answer of an amend or a cancel says nothing about the order itself; the end of the order ends its request.
 * `fallBack`: a cancel came to nothing, and the amend that it overtook is still unanswered.
 */
export const pendingTransitions = {
	NONE: { sendNew: 'NEW_SENT', sendReplace: 'REPLACE_SENT', sendCancel: 'CANCEL_SENT', end: 'NONE' },
	NEW_SENT: { answer: 'NONE', lose: 'NEW_UNKNOWN', sendCancel: 'CANCEL_SENT', end: 'NONE' },
	NEW_UNKNOWN: { answer: 'NONE', sendCancel: 'CANCEL_SENT', end: 'NONE' },
	REPLACE_SENT: { answer: 'NONE', lose: 'REPLACE_UNKNOWN', sendCancel: 'CANCEL_SENT', end: 'NONE' },
	REPLACE_UNKNOWN: { answer: 'NONE', sendCancel: 'CANCEL_SENT', end: 'NONE' },
	CANCEL_SENT: { answer: 'NONE', fallBack: 'REPLACE_UNKNOWN', lose: 'CANCEL_UNKNOWN', end: 'NONE' },
	CANCEL_UNKNOWN: { answer: 'NONE', fallBack: 'REPLACE_UNKNOWN', sendCancel: 'CANCEL_SENT', end: 'NONE' },
} as const satisfies Transitions<PendingRequest, PendingEvent>;
