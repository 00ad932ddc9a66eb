import type { Denial, OrderView } from '@meridian/core';
import type { EntryProtocol, Message } from '@meridian/protocol';

/** An order as the wire carries it. */
export function orderReply(
	order: OrderView,
	at: { requestId: number; journalSeq: number; accountSeq: number; duplicate: boolean },
): Message<EntryProtocol, 'OrderReply'> {
	const { denial, envelope: _, ...rest } = order;
	return { ...rest, ...at, ...denialFields(denial), strategyId: order.strategyId ?? 0 };
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
