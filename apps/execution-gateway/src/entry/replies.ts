import type { Reply } from '@meridian/core';
import type { EntryProtocol, Message } from '@meridian/protocol';

/** An order as the wire carries it; with the denial of its amend, where that is what is answered. */
export function orderReply(
	reply: Extract<Reply, { outcome: 'order' }>,
	at: { requestId: number; journalSeq: number },
): Message<EntryProtocol, 'OrderReply'> {
	const { accountSeq, duplicate, amendDenial } = reply;
	const { denial: ownDenial, envelope: _, ...rest } = reply.order;
	const denial = amendDenial ?? ownDenial;
	return {
		...rest,
		...at,
		accountSeq,
		duplicate,
		denialCode: denial?.code ?? '',
		denialValue: denial?.value ?? null,
		denialLimit: denial?.limit ?? null,
	};
}
