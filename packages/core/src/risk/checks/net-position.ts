import { netOf } from '../facts.ts';
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
		const net = group === null ? exposure : netOf(facts, { group, instrumentId: terms.instrumentId });
		if (net === undefined) return terms.qty;
		return terms.side === 'BUY' ? net.netQty + net.workingBuyQty + terms.qty : net.workingSellQty - net.netQty + terms.qty;
	},
	scaled: lotsAsQty,
});
