import type { OrderView } from '@meridian/core';
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
	const magic = BigInt(order.orderId);
	const ordered = [...(venue.books?.orders ?? []), ...(venue.books?.history ?? [])].filter((known) => known.magic === magic);
	const filledQty = venue.deals.reduce((sum, deal) => (deal.magic === magic ? sum + deal.lots : sum), 0);
	switch (order.life) {
		case 'FILLED':
			return filledQty === order.qty ? undefined : `the broker filled ${filledQty} of ${order.qty}`;
		case 'CANCELED':
			return ordered.some(({ state }) => state === 'CANCELED') ? undefined : 'the broker did not cancel it';
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
			return ledger.entered.has(order.orderId) ? 'it was sent' : undefined;
		case 'EXPIRED':
			return 'no order of this broker expires';
		default:
			return undefined;
	}
}
