import { BUYS, HELD, NETS, SELLS } from '../../state/books.ts';
import type { OrderTerms } from '../check.ts';
import { limitCheck } from '../limit-check.ts';
import { lotsAsQty } from '../lots.ts';

/** Worst case per side: as if every working and unknown order of that side filled and none of the other. */
export const maxNetPosition = limitCheck({
	number: 16,
	title: 'maximal net position per side, working and unknown orders included',
	code: 'MAX_NET_POSITION',
	limit: 'maxNetLots',
	bound: 'atMost',
	gather: (input) => input,
	valueAt({ exposure, terms, facts }, { group }) {
		if (group === null) {
			if (exposure === undefined) return terms.qty;
			const { netQty, workingBuyQty, workingSellQty } = exposure;
			return worst(terms, netQty, terms.side === 'BUY' ? workingBuyQty : workingSellQty);
		}
		if (facts === null || facts.row < 0) return terms.qty;
		const at = facts.row * NETS;
		return worst(terms, group.nets[at + HELD] ?? 0, group.nets[at + (terms.side === 'BUY' ? BUYS : SELLS)] ?? 0);
	},
	scaled: lotsAsQty,
});

function worst({ side, qty }: OrderTerms, heldQty: number, workingQty: number): number {
	return (side === 'BUY' ? heldQty : -heldQty) + workingQty + qty;
}
