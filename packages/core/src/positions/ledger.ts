import type { VenueDeal } from '../messages.ts';
import { isExact } from '../money/mul-div.ts';

/**
 * An account's money by kind, minor units, booked from the venue's deals alone:
 * balance = deposits + realised + commission + swap + fee + interest + adopted + canceled, after every event. Credit is no part of the balance.
 */
export type Ledger = {
	balanceMinor: number;
	/** Deposits, withdrawals, bonuses, corrections. */
	depositsMinor: number;
	realisedMinor: number;
	commissionMinor: number;
	swapMinor: number;
	feeMinor: number;
	/** Interest and dividends. */
	interestMinor: number;
	/** The balance that no deal explains, taken over at our first sight of the account. */
	adoptedMinor: number;
	/** Profit of deals that the venue cancelled, until an operation of its own takes it back. */
	canceledMinor: number;
	creditMinor: number;
};
export type LedgerKind = Exclude<keyof Ledger, 'balanceMinor'>;

export function createLedger(): Ledger {
	return {
		...{ balanceMinor: 0, depositsMinor: 0, realisedMinor: 0, commissionMinor: 0, swapMinor: 0, feeMinor: 0 },
		...{ interestMinor: 0, adoptedMinor: 0, canceledMinor: 0, creditMinor: 0 },
	};
}

const profitKinds = {
	...{ BUY: 'realisedMinor', SELL: 'realisedMinor', BUY_CANCELED: 'realisedMinor', SELL_CANCELED: 'realisedMinor' },
	...{ BALANCE: 'depositsMinor', BONUS: 'depositsMinor', CORRECTION: 'depositsMinor', OTHER: 'depositsMinor' },
	...{ COMMISSION: 'commissionMinor', CHARGE: 'feeMinor', TAX: 'feeMinor', INTEREST: 'interestMinor', DIVIDEND: 'interestMinor' },
	CREDIT: 'creditMinor',
} as const satisfies Record<VenueDeal['type'], LedgerKind>;

/** The kind of money that the profit field of such a deal is: of an operation that is no trade, MetaTrader puts the whole amount there. */
export function profitKind({ type }: Pick<VenueDeal, 'type'>): LedgerKind {
	return profitKinds[type];
}

type Amounts = Pick<VenueDeal, 'type' | 'profitMinor' | 'commissionMinor' | 'swapMinor' | 'feeMinor'>;

/** Posts a deal (`sign` 1) or reverses it (-1). False where a sum would no longer be exact; then nothing changed. */
export function postDeal(ledger: Ledger, entry: { readonly deal: Amounts; readonly sign: 1 | -1 }): boolean {
	const { deal, sign } = entry;
	if (profitKind(deal) === 'realisedMinor') return postTrade(ledger, entry);
	const next = { ...ledger };
	const amounts: readonly (readonly [LedgerKind, number])[] = [
		[profitKind(deal), deal.profitMinor],
		['commissionMinor', deal.commissionMinor],
		['swapMinor', deal.swapMinor],
		['feeMinor', deal.feeMinor],
	];
	for (const [kind, minor] of amounts) post(next, { kind, minor: sign * minor });
	return adopt(ledger, next);
}

/** What nearly all deals are, without a copy of the ledger. */
function postTrade(ledger: Ledger, { deal, sign }: { readonly deal: Amounts; readonly sign: 1 | -1 }): boolean {
	const realised = ledger.realisedMinor + sign * deal.profitMinor;
	const commission = ledger.commissionMinor + sign * deal.commissionMinor;
	const swap = ledger.swapMinor + sign * deal.swapMinor;
	const fee = ledger.feeMinor + sign * deal.feeMinor;
	const balance =
		ledger.balanceMinor + sign * deal.profitMinor + sign * deal.commissionMinor + sign * deal.swapMinor + sign * deal.feeMinor;
	if (!isExact(realised) || !isExact(commission) || !isExact(swap) || !isExact(fee) || !isExact(balance)) return false;
	ledger.realisedMinor = realised;
	ledger.commissionMinor = commission;
	ledger.swapMinor = swap;
	ledger.feeMinor = fee;
	ledger.balanceMinor = balance;
	return true;
}

/** Moves an amount between two kinds: the balance stays as it is. False where a sum would no longer be exact; then nothing changed. */
export function moveMoney(ledger: Ledger, move: { readonly from: LedgerKind; readonly to: LedgerKind; readonly minor: number }): boolean {
	const next = { ...ledger };
	post(next, { kind: move.from, minor: -move.minor });
	post(next, { kind: move.to, minor: move.minor });
	return adopt(ledger, next);
}

function post(ledger: Ledger, amount: { readonly kind: LedgerKind; readonly minor: number }): void {
	ledger[amount.kind] += amount.minor;
	if (amount.kind !== 'creditMinor') ledger.balanceMinor += amount.minor;
}

function adopt(ledger: Ledger, next: Ledger): boolean {
	if (!Object.values(next).every(isExact)) return false;
	Object.assign(ledger, next);
	return true;
}

/** Commission, swap, fees, interest. */
export function costsOf(ledger: Ledger): number {
	return ledger.commissionMinor + ledger.swapMinor + ledger.feeMinor + ledger.interestMinor;
}
