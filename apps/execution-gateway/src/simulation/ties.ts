import type { VenueSend } from '@meridian/core';
import type { Fault, Ledger } from './ledger.ts';
import { exitOf } from './reserves.ts';

/** What an order that goes to its venue must not go before, or against. */
export function againstTies(ledger: Ledger, send: VenueSend): Fault | undefined {
	const order = ledger.orders.get(send.orderId);
	if (order === undefined || (send.action !== 'DEAL' && send.action !== 'PENDING')) return undefined;
	const { orderId, parentOrderId, ocoId } = order;
	if (ledger.held.get(orderId) === false)
		return { rule: 'two people where two are needed', detail: `order ${orderId} was sent unapproved` };
	const parent = parentOrderId === 0 || exitOf(order) !== undefined ? undefined : ledger.orders.get(parentOrderId);
	if (parent !== undefined && parent.life !== 'FILLED')
		return { rule: 'ties hold', detail: `order ${orderId} was sent, and ${parentOrderId}, which it waits for, is ${parent.life}` };
	for (const other of ledger.alternatives.get(ocoId) ?? [])
		if (other !== orderId && (ledger.filledQty.get(other) ?? 0) > 0)
			return { rule: 'ties hold', detail: `order ${orderId} was sent after its alternative ${other} was filled` };
	return undefined;
}
