import { currencyDigits } from '../money/currency.ts';
import { convertAtLast } from '../positions/profit-and-loss.ts';
import type { Sums } from '../state/books.ts';
import type { Figure, RiskInput } from './check.ts';

/** Gross worth of what is held and working, in the tenant's base currency: one conversion per currency, at the account's rates. */
export function heldIn({ tenant, account }: RiskInput, sums: Sums): Figure {
	if (sums.unvalued > 0) return 'MARK_MISSING';
	const to = tenant.config.baseCurrency;
	let total = 0;
	for (const [from, { gross }] of sums.currencies) {
		if (gross === 0) continue;
		// Bought at the worse side: as a liability.
		const worth = convertAtLast({ tenant, account }, { amount: -gross, from, to, toDigits: currencyDigits(to) });
		if (typeof worth === 'string') return worth;
		total -= worth;
	}
	return total;
}
