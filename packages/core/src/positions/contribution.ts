import type { AccountMode } from '../model.ts';
import { profitsByTick } from '../money/contract.ts';
import { type Listing, listingOf } from '../money/listing.ts';
import { mulDiv } from '../money/mul-div.ts';
import type { Contribution, Leg, Net } from '../state/books.ts';
import { glanceAt, type Mark } from '../state/marks.ts';
import type { Account, Exposure, Tenant } from '../state/state.ts';

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
	const spec = account.specs.get(of.instrumentId);
	const mark = glanceAt(account, of.instrumentId);
	// The terminal says what a tick of a future is worth in the account's own currency.
	const inOwn = spec !== undefined && profitsByTick(spec);
	into.netQty = exposure.netQty;
	into.workingBuyQty = exposure.workingBuyQty;
	into.workingSellQty = exposure.workingSellQty;
	into.baseCurrency = inOwn ? account.config.currency : (instrument?.baseCurrency ?? '');
	into.quoteCurrency = inOwn ? account.config.currency : (instrument?.quoteCurrency ?? '');
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
	const { baseCurrency, quoteCurrency, base, quote } = into;
	const inQuote = listing.worth;
	const { bid, ask } = mark;
	const points = exposure.longQty * bid - exposure.longCost + exposure.shortCost - exposure.shortQty * ask;
	into.gross = amount(worstQty(account.config.mode, exposure) * ask, inQuote);
	into.floating = amount(points, inQuote);
	// Where both are one currency the instrument is no pair: it moves profit, not currencies.
	if (baseCurrency === quoteCurrency) {
		clearLeg(base);
		clearLeg(quote);
	} else {
		const inBase = listing.lots;
		base.net = amount(into.netQty, inBase);
		base.up = amount(into.workingBuyQty, inBase);
		base.down = amount(into.workingSellQty, inBase);
		quote.net = amount(-into.netQty * ask, inQuote);
		quote.up = amount(into.workingSellQty * ask, inQuote);
		quote.down = amount(into.workingBuyQty * ask, inQuote);
	}
	return !Number.isNaN(into.gross + into.floating + base.net + base.up + base.down + quote.net + quote.up + quote.down);
}

/** NaN where it is not exact, or the scale is no positive fraction: also for nothing, since then nothing can be known. */
function amount(qty: number, scale: { readonly times: number; readonly over: number }): number {
	return mulDiv(qty, scale) ?? Number.NaN;
}

function clearLeg(leg: Leg): void {
	leg.net = 0;
	leg.up = 0;
	leg.down = 0;
}

function unvalue(into: Contribution): void {
	into.gross = 0;
	into.floating = 0;
	clearLeg(into.base);
	clearLeg(into.quote);
}
