import { above, type Check, type RiskInput } from '../check.ts';

export const reduceOnly: Check = {
	number: 28,
	title: 'a close or reduce-only order fits into what is held and not yet being closed',
	applies: { INCREASE: 'skip', REDUCE: 'full', CANCEL: 'skip' },
	run(input) {
		const { terms, reducibleQty } = input;
		if (terms.qty <= reducibleQty) return null;
		return above(holdsOpposite(input) ? 'CLOSE_EXCEEDS_POSITION' : 'REDUCE_ONLY_WOULD_INCREASE', { value: terms.qty, limit: reducibleQty });
	},
};

function holdsOpposite({ account, exposure, terms }: RiskInput): boolean {
	if (account.config.mode === 'HEDGING') return terms.positionTicket !== 0n;
	const net = exposure?.netQty ?? 0;
	return terms.side === 'BUY' ? net < 0 : net > 0;
}
