import type { OrderView } from '@meridian/core';
import type { Order } from '../simulator/broker.ts';
import { keyOf } from './config.ts';
import type { Ledger } from './ledger.ts';
import type { Venue } from './venue.ts';
import { refusalKey, type Witness } from './witness.ts';

/** What the venue's own books must show for an order to have ended as the gateway says. @returns what is missing. */
export function missingEvidence(
	order: OrderView,
	input: { readonly venue: Venue; readonly witness: Witness; readonly ledger: Ledger },
): string | undefined {
	const { venue, witness, ledger } = input;
	const ordered = atBroker(order, venue);
	const tickets = new Set(ordered.map(({ ticket }) => ticket));
	const onOther = order.positionByTicket === 0n ? 0 : Number(order.positionByTicket);
	const filledQty = venue.deals.reduce((sum, deal) => (tickets.has(deal.order) && deal.position !== onOther ? sum + deal.lots : sum), 0);
	const wasSent = ledger.entered.has(order.orderId);
	switch (order.life) {
		case 'FILLED':
			return filledQty === order.qty ? undefined : `the broker filled ${filledQty} of ${order.qty}`;
		case 'CANCELED':
			// What the engine held it ends by itself.
			return !wasSent || ordered.some(({ state }) => state === 'CANCELED') ? undefined : 'the broker did not cancel it';
		case 'REJECTED': {
			if (ordered.length > 0) return 'the broker has it';
			const { epoch, commandSeq } = ledger.entered.get(order.orderId) ?? { epoch: 0, commandSeq: 0 };
			return witness.refused.has(refusalKey({ account: keyOf(order), orderId: order.orderId, epoch, commandSeq }))
				? undefined
				: 'nobody refused it';
		}
		case 'NOT_SENT':
			return venue.hasReceived(ledger.entered.get(order.orderId)) ? 'the terminal has received it' : undefined;
		case 'DENIED':
			return wasSent ? 'it was sent' : undefined;
		case 'EXPIRED':
			// By the broker, or taken back from there by the engine once its time was over.
			return !wasSent || ordered.some(({ state }) => state === 'EXPIRED' || state === 'CANCELED') ? undefined : 'the broker still has it';
		case 'PRESUMED_ABSENT':
			if (ordered.length > 0) return 'the broker has it';
			return venue.hasReceived(ledger.entered.get(order.orderId)) ? undefined : 'the terminal has not received it';
		default:
			return undefined;
	}
}

/** What the broker has of an order, working or ended. */
export function atBroker(order: OrderView, venue: Venue): readonly Order[] {
	return [...(venue.books?.orders ?? []), ...(venue.books?.history ?? [])].filter((known) => isOf(order, known));
}

/** A close-by carries no usable magic: it is told by its two positions. */
function isOf(order: OrderView, known: Order): boolean {
	if (order.positionByTicket === 0n) return known.magic === BigInt(order.orderId);
	return (
		known.type === 'CLOSE_BY' && BigInt(known.position) === order.positionTicket && BigInt(known.positionBy ?? 0) === order.positionByTicket
	);
}
