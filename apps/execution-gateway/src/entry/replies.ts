import type { Denial, OrderView, Reply } from '@meridian/core';
import type { EntryProtocol, Message } from '@meridian/protocol';

/** An order as the wire carries it; with the denial of its amend, where that is what is answered. */
export function orderReply(
	reply: Extract<Reply, { outcome: 'order' }>,
	at: { requestId: number; journalSeq: number },
): Message<EntryProtocol, 'OrderReply'> {
	const { accountSeq, duplicate, amendDenial, order } = reply;
	const { requestId, journalSeq } = at;
	return { ...orderRecord(order, amendDenial ?? order.denial), requestId, journalSeq, accountSeq, duplicate };
}

/** Words that are empty or joined where the engine has nothing or a list. What the wire has no field for stays behind. */
export function orderRecord(order: OrderView, denial: Denial | null = order.denial) {
	return {
		...order,
		...denialFields(denial),
		strategyId: order.strategyId ?? 0,
		trailBy: order.trail?.by ?? '',
		trailDistance: order.trail?.distance ?? null,
		emulated: order.emulated.join(' '),
		waitsFor: order.waitsFor ?? '',
	};
}

export function positionReply(
	reply: Extract<Reply, { outcome: 'position' }>,
	at: { requestId: number; journalSeq: number },
): Message<EntryProtocol, 'PositionReply'> {
	const { accountSeq, duplicate, denial = null, position } = reply;
	return { ...position, ...denialFields(denial), ...at, accountSeq, duplicate };
}

const notDenied = { denialCode: '', denialValue: null, denialLimit: null, denialHeadroom: null, denialLevel: '' };

/** A denial as the wire carries it: empty words where there is none. */
export function denialFields(denial: Denial | null) {
	if (denial === null) return notDenied;
	const { code, value, limit, headroom, level } = denial;
	return { denialCode: code, denialValue: value, denialLimit: limit, denialHeadroom: headroom, denialLevel: level ?? '' };
}
