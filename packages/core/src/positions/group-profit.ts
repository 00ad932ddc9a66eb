import type { DenialCode, StrategyConfig } from '../model.ts';
import { pointValue } from '../money/contract.ts';
import { currencyDigits } from '../money/currency.ts';
import { heldRate } from '../money/held-rate.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import { createProfit, exactOrUnknown, type Profit, type ProfitShare } from '../state/books.ts';
import { glanceAt, markOf } from '../state/marks.ts';
import { type Account, specOf, type Tenant } from '../state/state.ts';
import { floatingOf, realisedOf } from './profit-and-loss.ts';
import type { SubBook } from './sub-books.ts';
import { deskOf } from './sums.ts';

type Place = { readonly tenant: Tenant; readonly account: Account };

/**
 * Brings the profit of tenant, desk and strategies in line with one account, in the tenant's base currency at the last quotes of its broker. Called with each word of
 * the venue about the account and each of its deals, which is as often as the account's own high-water mark is looked at: a check then reads a sum.
 */
export function noteProfit(place: Place): void {
	const { tenant, account } = place;
	if (!tenant.watchesProfit) return;
	const { shares } = account;
	const floating = floatingOf(account);
	const realised = realisedOf(account);
	const known = typeof floating === 'number';
	const total = known ? inBase(place, { minor: realised + floating, currency: account.config.currency }) : undefined;
	const today = known
		? inBase(place, { minor: realised - account.day.startMinor + floating, currency: account.config.currency })
		: undefined;
	const share = { total: total ?? 0, today: today ?? 0, unknown: total === undefined || today === undefined ? 1 : 0 };
	const desk = deskOf(place);
	move(tenant.group.counters.profit, { was: shares.own, is: share });
	if (desk !== undefined) move(desk.counters.profit, { was: shares.own, is: share });
	shares.own = share;
	for (const [strategyId, is] of strategyShares(place)) {
		const counters = tenant.counters.strategies.get(strategyId);
		if (counters === undefined) continue;
		move(counters.profit, { was: shares.strategies.get(strategyId) ?? noShare, is });
		shares.strategies.set(strategyId, is);
	}
}

/** Counts everything of the tenant anew: a configuration may have moved an account to another desk, or changed the base currency, in which a peak means nothing then. */
export function recountProfit(tenant: Tenant, { keepPeaks }: { readonly keepPeaks: boolean }): void {
	const profits = [
		tenant.group.counters.profit,
		...[...tenant.desks.values()].map(({ counters }) => counters.profit),
		...[...tenant.counters.strategies.values()].map(({ profit }) => profit),
	];
	for (const profit of profits) Object.assign(profit, { ...createProfit(), peak: keepPeaks ? profit.peak : null });
	for (const account of tenant.accounts.values()) {
		account.shares.own = noShare;
		account.shares.strategies.clear();
		noteProfit({ tenant, account });
	}
}

export const noShare: ProfitShare = { total: 0, today: 0, unknown: 0 };

function move(profit: Profit, { was, is }: { readonly was: ProfitShare; readonly is: ProfitShare }): void {
	profit.total = exactOrUnknown(profit.total + is.total - was.total);
	profit.today = exactOrUnknown(profit.today + is.today - was.today);
	profit.unknown += is.unknown - was.unknown;
	if (profit.unknown === 0 && isExact(profit.total) && (profit.peak === null || profit.total > profit.peak)) profit.peak = profit.total;
}

/** What each strategy earned in this account: the money of its deals, and what its positions would close with. */
function strategyShares(place: Place): ReadonlyMap<number, ProfitShare> {
	const found = new Map<number, ProfitShare>();
	if (![...place.tenant.strategies.values()].some(isWatched)) return found;
	for (const books of place.account.subBooks.values())
		for (const book of books.values()) {
			if (!isWatched(place.tenant.strategies.get(book.strategyId))) continue;
			const before = found.get(book.strategyId) ?? noShare;
			const profit = profitOfBook(place, book);
			const total = exactOrUnknown(before.total + (profit ?? 0));
			found.set(book.strategyId, { total, today: 0, unknown: before.unknown + (profit === undefined ? 1 : 0) });
		}
	return found;
}

/** Of others nobody asks: what they hold need not be looked through. */
function isWatched(strategy: StrategyConfig | undefined): boolean {
	return (strategy?.limits?.maxDrawdownMinor ?? null) !== null;
}

function profitOfBook(place: Place, book: SubBook): number | undefined {
	const { realisedMinor, commissionMinor, swapMinor, feeMinor } = book;
	const earned = inBase(place, { minor: realisedMinor + commissionMinor + swapMinor + feeMinor, currency: place.account.config.currency });
	if (book.signedQty === 0 || earned === undefined) return earned;
	const instrument = place.tenant.instruments.get(book.instrumentId);
	const spec = specOf(place.account, book.instrumentId);
	const mark = markOf(place.account, book.instrumentId);
	if (instrument === undefined || spec === undefined || mark === undefined) return undefined;
	const worth = book.signedQty * (book.signedQty > 0 ? mark.bid : mark.ask);
	const points = book.signedQty > 0 ? worth - book.openNotional : worth + book.openNotional;
	const { num, den, currency } = pointValue(spec, { ...instrument, accountCurrency: place.account.config.currency });
	const minor = mulDiv(points, { times: num * pow10(currencyDigits(currency)), over: den });
	const floating = minor === undefined ? undefined : inBase(place, { minor, currency });
	return floating === undefined ? undefined : earned + floating;
}

/** A profit sold, a loss bought at the worse side. */
function inBase({ tenant, account }: Place, amount: { readonly minor: number; readonly currency: string }): number | undefined {
	const to = tenant.config.baseCurrency;
	const quote = (instrumentId: number) => glanceAt(account, instrumentId);
	const rates = heldRate(tenant.fxPaths, { from: amount.currency, to, toDigits: currencyDigits(to), quote });
	if (rates === undefined) return undefined;
	const rate = amount.minor > 0 ? rates.claim : rates.liability;
	return mulDiv(amount.minor, { times: rate.num, over: rate.den });
}

/** How far below its highest profit it is, or why that can't be known. */
export function drawdownOf(profit: Profit): number | DenialCode {
	if (profit.unknown > 0) return 'MARK_MISSING';
	return isExact(profit.total) ? (profit.peak ?? profit.total) - profit.total : 'NUMBER_OUT_OF_RANGE';
}
