import type { Denial, Reply } from '@meridian/core';
import type { EntryProtocol, Message } from '@meridian/protocol';

/** An order as the wire carries it; with the denial of its amend, where that is what is answered. */
export function orderReply(
	reply: Extract<Reply, { outcome: 'order' }>,
	at: { requestId: number; journalSeq: number },
): Message<EntryProtocol, 'OrderReply'> {
	const { accountSeq, duplicate, amendDenial } = reply;
	const { denial, envelope: _, strategyId, ...rest } = reply.order;
	return { ...rest, ...at, accountSeq, duplicate, ...denialFields(amendDenial ?? denial), strategyId: strategyId ?? 0 };
}

/** A denial as the wire carries it: empty words where there is none. */
export function denialFields(denial: Denial | null) {
	return {
		denialCode: denial?.code ?? '',
		denialValue: denial?.value ?? null,
		denialLimit: denial?.limit ?? null,
		denialHeadroom: denial?.headroom ?? null,
		denialLevel: denial?.level ?? '',
	};
}
