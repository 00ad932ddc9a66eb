import type { DenialCode } from '../model.ts';
import { isExact } from '../money/mul-div.ts';
import type { Account } from '../state/state.ts';
import { costsOf } from './ledger.ts';

const DAY_SEC = 86_400;

/** Begins the broker's next day once its clock says so: what was realised until then is no longer today's. Never goes back. */
export function rollDay(account: Account, nowMs: number): void {
	if (account.serverOffsetSec === null) return;
	const index = Math.floor((Math.floor(nowMs / 1000) + account.serverOffsetSec) / DAY_SEC);
	if (!(index > account.day.index)) return;
	account.day.index = index;
	beginDay(account);
}

/** Nothing is realised yet today. Also after the first snapshot: its history is not of today. */
export function beginDay(account: Account): void {
	account.day.startMinor = realisedOf(account);
}

/** Booked from deals in the account's currency, costs included, deposits not. */
export function realisedOf({ money }: Account): number {
	return money.realisedMinor + costsOf(money);
}

/** Profit or loss of all open positions at the last quotes, in minor units of the account's currency, or why it can't be known. */
export function floatingOf({ sums }: Account): number | DenialCode {
	if (sums.unvalued > 0) return 'MARK_MISSING';
	if (sums.unrated > 0) return 'FX_RATE_MISSING';
	return isExact(sums.floatingMinor) ? sums.floatingMinor : 'NUMBER_OUT_OF_RANGE';
}

/** Raises the high-water mark of realised and floating profit. Where that can't be known it stays as it is. */
export function notePeak({ account }: { readonly account: Account }): void {
	const floating = floatingOf(account);
	if (typeof floating === 'string') return;
	const total = realisedOf(account) + floating;
	if (isExact(total) && (account.peakMinor === null || total > account.peakMinor)) account.peakMinor = total;
}
