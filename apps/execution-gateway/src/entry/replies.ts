import type { Denial, Reply } from '@meridian/core';
import type { EntryProtocol, Message } from '@meridian/protocol';

/** An order as the wire carries it; with the denial of its amend, where that is what is answered. */
export function orderReply(
	reply: Extract<Reply, { outcome: 'order' }>,
	at: { requestId: number; journalSeq: number },
): Message<EntryProtocol, 'OrderReply'> {
	const { accountSeq, duplicate, amendDenial } = reply;
	const { order } = reply;
	const denied = denialFields(amendDenial ?? order.denial);
	// What the wire has no field for stays behind.
	return {
		...order,
		requestId: at.requestId,
		journalSeq: at.journalSeq,
		accountSeq,
		duplicate,
		...denied,
		strategyId: order.strategyId ?? 0,
	};
}

const notDenied = { denialCode: '', denialValue: null, denialLimit: null, denialHeadroom: null, denialLevel: '' };

/** A denial as the wire carries it: empty words where there is none. */
export function denialFields(denial: Denial | null) {
	if (denial === null) return notDenied;
	const { code, value, limit, headroom, level } = denial;
	return { denialCode: code, denialValue: value, denialLimit: limit, denialHeadroom: headroom, denialLevel: level ?? '' };
}
