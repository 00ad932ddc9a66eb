import type { DenialCode } from '../model.ts';
import { currencyDigits } from '../money/currency.ts';
import { fxRate } from '../money/fx.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import type { Account, Tenant } from '../state/state.ts';

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
	return money.realisedMinor + money.costsMinor;
}

/** Profit or loss of all open positions at the last quotes, in minor units of the account's currency, or why it can't be known. */
export function floatingOf(tenant: Tenant, account: Account): number | DenialCode {
	if (account.sums.unvalued > 0) return 'MARK_MISSING';
	const { currency: to, currencyDigits: toDigits } = account.config;
	let total = 0;
	for (const [from, { floating }] of account.sums.currencies) {
		if (floating === 0) continue;
		const converted = convertAtLast({ tenant, account }, { amount: floating, from, to, toDigits });
		if (typeof converted === 'string') return converted;
		total += converted;
	}
	return isExact(total) ? total : 'NUMBER_OUT_OF_RANGE';
}

/** Raises the high-water mark of realised and floating profit. Where that can't be known it stays as it is. */
export function notePeak({ tenant, account }: { readonly tenant: Tenant; readonly account: Account }): void {
	const floating = floatingOf(tenant, account);
	if (typeof floating === 'string') return;
	const total = realisedOf(account) + floating;
	if (isExact(total) && (account.peakMinor === null || total > account.peakMinor)) account.peakMinor = total;
}

/**
 * An amount of what is held at the last rates of the account's broker, however old: a closed market has no younger ones. A claim is sold, a liability bought,
 * each at the worse side. Minor units in and out.
 */
export function convertAtLast(
	{ tenant, account }: { readonly tenant: Tenant; readonly account: Account },
	money: { readonly amount: number; readonly from: string; readonly to: string; readonly toDigits: number },
): number | DenialCode {
	const { amount, from, to, toDigits } = money;
	const rate = fxRate(tenant.fxPaths, { from, to, claim: amount > 0, quote: (instrumentId) => account.marks.get(instrumentId) });
	if (rate === undefined) return 'FX_RATE_MISSING';
	const times = rate.num * pow10(toDigits);
	const over = rate.den * pow10(currencyDigits(from));
	return mulDiv(amount, { times, over }) ?? 'NUMBER_OUT_OF_RANGE';
}
