import type { AccountMode } from '../model.ts';
import { profitsByTick } from '../money/contract.ts';
import { type Listing, listingOf } from '../money/listing.ts';
import { mulDiv } from '../money/mul-div.ts';
import type { Contribution, Net } from '../state/books.ts';
import { glanceAt, type Mark } from '../state/marks.ts';
import { type Account, currencyRow, type Exposure, specOf, type Tenant } from '../state/state.ts';

/** Quantity at stake at worst. Netting: as if all working orders of one side filled and none of the other. Hedging: both legs and every opening order. */
export function worstQty(mode: AccountMode, exposure: Pick<Exposure, keyof Net | 'longQty' | 'shortQty' | 'openingQty'>): number {
	if (mode === 'HEDGING') return exposure.longQty + exposure.shortQty + exposure.openingQty;
	return Math.max(exposure.netQty + exposure.workingBuyQty, exposure.workingSellQty - exposure.netQty);
}

export function isFlat(exposure: Exposure): boolean {
	const { longQty, shortQty, workingBuyQty, workingSellQty } = exposure;
	return longQty === 0 && shortQty === 0 && workingBuyQty === 0 && workingSellQty === 0;
}

/** Puts into `into` what an instrument of the account is worth at its present quote, and which currencies it holds. */
export function contribute(
	{ tenant, account }: { readonly tenant: Tenant; readonly account: Account },
	of: { readonly instrumentId: number; readonly exposure: Exposure; readonly into: Contribution },
): void {
	const { exposure, into } = of;
	const instrument = tenant.instruments.get(of.instrumentId);
	const spec = specOf(account, of.instrumentId);
	const mark = glanceAt(account, of.instrumentId);
	// The terminal says what a tick of a future is worth in the account's own currency.
	const inOwn = spec !== undefined && profitsByTick(spec);
	into.netQty = exposure.netQty;
	into.workingBuyQty = exposure.workingBuyQty;
	into.workingSellQty = exposure.workingSellQty;
	into.baseCurrency = inOwn ? account.config.currency : (instrument?.baseCurrency ?? '');
	into.quoteCurrency = inOwn ? account.config.currency : (instrument?.quoteCurrency ?? '');
	const { contribution: before } = exposure;
	into.baseRow = before.baseCurrency === into.baseCurrency ? before.baseRow : currencyRow(tenant, into.baseCurrency);
	into.quoteRow = before.quoteCurrency === into.quoteCurrency ? before.quoteRow : currencyRow(tenant, into.quoteCurrency);
	into.valued =
		instrument !== undefined &&
		spec !== undefined &&
		mark !== undefined &&
		value(into, {
			account,
			exposure,
			mark,
			listing: listingOf(spec, { instrument, account: account.config, tenantCurrency: tenant.config.baseCurrency }),
		});
	if (!into.valued) unvalue(into);
}

/** False where an amount would not be exact. */
function value(
	into: Contribution,
	of: { readonly account: Account; readonly exposure: Exposure; readonly listing: Listing; readonly mark: Mark },
): boolean {
	const { account, exposure, listing, mark } = of;
	const { baseCurrency, quoteCurrency } = into;
	const inQuote = listing.worth;
	const { bid, ask } = mark;
	const points = exposure.longQty * bid - exposure.longCost + exposure.shortCost - exposure.shortQty * ask;
	into.gross = amount(worstQty(account.config.mode, exposure) * ask, inQuote);
	into.floating = amount(points, inQuote);
	// Where both are one currency the instrument is no pair: it moves profit, not currencies.
	if (baseCurrency === quoteCurrency) {
		clearLegs(into);
	} else {
		const inBase = listing.lots;
		into.baseNet = amount(into.netQty, inBase);
		into.baseUp = amount(into.workingBuyQty, inBase);
		into.baseDown = amount(into.workingSellQty, inBase);
		into.quoteNet = amount(-into.netQty * ask, inQuote);
		into.quoteUp = amount(into.workingSellQty * ask, inQuote);
		into.quoteDown = amount(into.workingBuyQty * ask, inQuote);
	}
	const legs = into.baseNet + into.baseUp + into.baseDown + into.quoteNet + into.quoteUp + into.quoteDown;
	return !Number.isNaN(into.gross + into.floating + legs);
}

/** NaN where it is not exact, or the scale is no positive fraction: also for nothing, since then nothing can be known. */
function amount(qty: number, scale: { readonly times: number; readonly over: number }): number {
	return mulDiv(qty, scale) ?? Number.NaN;
}

function clearLegs(into: Contribution): void {
	into.baseNet = 0;
	into.baseUp = 0;
	into.baseDown = 0;
	into.quoteNet = 0;
	into.quoteUp = 0;
	into.quoteDown = 0;
}

function unvalue(into: Contribution): void {
	into.gross = 0;
	into.floating = 0;
	clearLegs(into);
}
