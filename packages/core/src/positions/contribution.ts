import type { AccountMode } from '../model.ts';
import { pointValue, profitsByTick } from '../money/contract.ts';
import { currencyDigits } from '../money/currency.ts';
import { mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import type { Contribution, Leg, Net } from '../state/books.ts';
import type { Account, Exposure, Tenant } from '../state/state.ts';

const noLeg: Readonly<Leg> = { net: 0, up: 0, down: 0 };

/** Quantity at stake at worst. Netting: as if all working orders of one side filled and none of the other. Hedging: both legs and every opening order. */
export function worstQty(mode: AccountMode, exposure: Pick<Exposure, keyof Net | 'longQty' | 'shortQty' | 'openingQty'>): number {
	if (mode === 'HEDGING') return exposure.longQty + exposure.shortQty + exposure.openingQty;
	return Math.max(exposure.netQty + exposure.workingBuyQty, exposure.workingSellQty - exposure.netQty);
}

export function isFlat(exposure: Exposure): boolean {
	const { longQty, shortQty, workingBuyQty, workingSellQty } = exposure;
	return longQty === 0 && shortQty === 0 && workingBuyQty === 0 && workingSellQty === 0;
}

/** What an instrument of the account is worth at its present quote, and which currencies it holds. */
export function contributionOf(
	{ tenant, account }: { readonly tenant: Tenant; readonly account: Account },
	of: { readonly instrumentId: number; readonly exposure: Exposure },
): Contribution {
	const { exposure } = of;
	const { netQty, workingBuyQty, workingSellQty } = exposure;
	const instrument = tenant.instruments.get(of.instrumentId);
	const spec = account.specs.get(of.instrumentId);
	const mark = account.marks.get(of.instrumentId);
	// The terminal says what a tick of a future is worth in the account's own currency.
	const inOwn = spec !== undefined && profitsByTick(spec);
	const baseCurrency = inOwn ? account.config.currency : (instrument?.baseCurrency ?? '');
	const quoteCurrency = inOwn ? account.config.currency : (instrument?.quoteCurrency ?? '');
	const net = { netQty, workingBuyQty, workingSellQty, baseCurrency, quoteCurrency };
	const unvalued: Contribution = { ...net, valued: false, gross: 0, floating: 0, base: noLeg, quote: noLeg };
	if (instrument === undefined || spec === undefined || mark === undefined) return unvalued;
	const qtyScale = pow10(instrument.qtyDigits);
	const inBase = { times: spec.contractSize * pow10(currencyDigits(baseCurrency)), over: qtyScale };
	const value = pointValue(spec, { ...instrument, accountCurrency: account.config.currency });
	const inQuote = { times: value.num * pow10(currencyDigits(quoteCurrency)), over: value.den };
	const worth = (qty: number): number | undefined => mulDiv(qty * mark.ask, inQuote);
	const points = exposure.longQty * mark.bid - exposure.longCost + exposure.shortCost - exposure.shortQty * mark.ask;
	const gross = worth(worstQty(account.config.mode, exposure));
	const floating = mulDiv(points, inQuote);
	// Where both are one currency the instrument is no pair: it moves profit, not currencies.
	const pair = baseCurrency !== quoteCurrency;
	const base = pair
		? legOf({ net: mulDiv(netQty, inBase), up: mulDiv(workingBuyQty, inBase), down: mulDiv(workingSellQty, inBase) })
		: noLeg;
	const quote = pair ? legOf({ net: worth(-netQty), up: worth(workingSellQty), down: worth(workingBuyQty) }) : noLeg;
	if (gross === undefined || floating === undefined || base === undefined || quote === undefined) return unvalued;
	return { ...net, valued: true, gross, floating, base, quote };
}

function legOf(leg: {
	readonly net: number | undefined;
	readonly up: number | undefined;
	readonly down: number | undefined;
}): Leg | undefined {
	const { net, up, down } = leg;
	return net === undefined || up === undefined || down === undefined ? undefined : { net, up, down };
}
