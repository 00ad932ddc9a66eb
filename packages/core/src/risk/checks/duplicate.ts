import type { Account } from '../../state/state.ts';
import type { OrderTerms, RiskInput } from '../check.ts';
import { limitCheck } from '../limit-check.ts';

/** A second order alike, so soon after the first, is more likely a loop that ran away than a wish. 0 ms: never. */
export const duplicate = limitCheck({
	number: 26,
	title: 'no order of the account with the same instrument, side, type, quantity and price within the window',
	code: 'DUPLICATE_ORDER',
	limit: 'duplicateWindowMs',
	bound: 'atLeast',
	value({ account, terms, nowMs }) {
		if (account.recent.size === 0) return null;
		const lastAtMs = account.recent.get(alike(terms));
		return lastAtMs === undefined ? null : nowMs - lastAtMs;
	},
});

/** Remembers an order that adds risk for as long as the longest window asks, and forgets what is older. */
export function rememberOrder({ account, terms, levels, nowMs }: RiskInput): void {
	const windowMs = Math.max(...levels.map(({ limits }) => limits.duplicateWindowMs ?? 0));
	forgetOlder(account, nowMs - windowMs);
	if (windowMs === 0) return;
	account.recent.set(alike(terms), nowMs);
}

function forgetOlder({ recent }: Account, thanMs: number): void {
	for (const [key, atMs] of recent) {
		if (atMs > thanMs) return;
		recent.delete(key);
	}
}

function alike({ instrumentId, side, type, qty, price }: OrderTerms): string {
	return `${instrumentId} ${side} ${type} ${qty} ${price}`;
}
