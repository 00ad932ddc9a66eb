import { Hasher } from '../../state/hash.ts';
import type { Account } from '../../state/state.ts';
import type { OrderTerms, RiskInput } from '../check.ts';
import { notSet, placeOfLimit } from '../levels.ts';
import { limitCheck } from '../limit-check.ts';

const window = placeOfLimit('duplicateWindowMs');

/** A second order alike, so soon after the first, is more likely a loop that ran away than a wish. 0 ms: never. An order is no duplicate of itself. */
export const duplicate = limitCheck({
	number: 26,
	title: 'no order of the account with the same instrument, side, type, quantity and price within the window',
	code: 'DUPLICATE_ORDER',
	limit: 'duplicateWindowMs',
	bound: 'atLeast',
	value({ account, terms, amendedId, nowMs }) {
		if (account.recent.size === 0) return null;
		const last = account.recent.get(alike(terms));
		return last === undefined || last.orderId === amendedId ? null : nowMs - last.atMs;
	},
});

/** Remembers an order that adds risk, under its new terms too where it was amended, for as long as the longest window asks, and forgets what is older. */
export function rememberOrder({ account, terms, levels, nowMs }: RiskInput, orderId: number): void {
	let windowMs = 0;
	for (const { set } of levels) {
		const ms = set[window] ?? notSet;
		if (ms !== notSet && ms > windowMs) windowMs = ms;
	}
	forgetOlder(account, nowMs - windowMs);
	if (windowMs === 0) return;
	const key = alike(terms);
	account.recent.delete(key);
	account.recent.set(key, { orderId, atMs: nowMs });
}

function forgetOlder({ recent }: Account, thanMs: number): void {
	for (const [key, { atMs }] of recent) {
		if (atMs > thanMs) return;
		recent.delete(key);
	}
}

/** A hash of 53 bits in place of a text: whoever made two orders to meet in one would be denied the second, and nobody else. */
function alike({ instrumentId, side, type, qty, price }: OrderTerms): number {
	terms.reset();
	terms.number(instrumentId);
	terms.text(side);
	terms.text(type);
	terms.number(qty);
	terms.word(price === null ? 0 : 1);
	terms.number(price ?? 0);
	return terms.number53();
}

const terms = new Hasher();
