import type { OrderView } from '@meridian/core';
import type { EntryProtocol, Message } from '@meridian/protocol';

/** An order as the wire carries it. */
export function orderReply(
	order: OrderView,
	at: { requestId: number; journalSeq: number; accountSeq: number; duplicate: boolean },
): Message<EntryProtocol, 'OrderReply'> {
	const { denial, envelope: _, ...rest } = order;
	return { ...rest, ...at, denialCode: denial?.code ?? '', denialValue: denial?.value ?? null, denialLimit: denial?.limit ?? null };
}
