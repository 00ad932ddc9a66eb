import type { AccountMode } from '../model.ts';
import { currencyDigits } from '../money/currency.ts';
import { mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import {
	type Contribution,
	createGroup,
	createSums,
	exactOrUnknown,
	type Group,
	type Leg,
	type Net,
	type Sums,
	sumsOf,
} from '../state/books.ts';
import type { Account, Exposure, Tenant } from '../state/state.ts';

type Place = { readonly tenant: Tenant; readonly account: Account };

const noLeg: Leg = { net: 0, up: 0, down: 0 };

/**
 * Brings the sums of account, desk and tenant in line with one instrument of an account, at its present quote. Call it after every change of the exposure, the
 * quote or the specification: then no check has to look at more than the sums.
 */
export function recount(place: Place, instrumentId: number): void {
	const { tenant, account } = place;
	const exposure = account.exposures.get(instrumentId);
	if (exposure === undefined) return;
	const before = exposure.contribution;
	const after = isFlat(exposure) ? null : contributionOf(place, { instrumentId, exposure });
	exposure.contribution = after;
	const desk = deskOf(place);
	for (const group of desk === undefined ? [tenant.group] : [tenant.group, desk]) {
		if (before !== null) moveNet(group, { instrumentId, by: before, sign: -1 });
		if (after !== null) moveNet(group, { instrumentId, by: after, sign: 1 });
		move(group.sums, { before, after });
	}
	move(account.sums, { before, after });
}

/** Counts everything of the tenant anew: a configuration may have moved an account to another desk. */
export function recountAll(tenant: Tenant): void {
	tenant.group.nets.clear();
	tenant.group.sums = createSums();
	for (const [deskId, desk] of tenant.desks) tenant.desks.set(deskId, createGroup({ openOrders: 0, rate: desk.counters.rate }));
	for (const account of tenant.accounts.values()) {
		const place = { tenant, account };
		const desk = deskOf(place);
		if (desk !== undefined) desk.counters.openOrders += account.counters.openOrders;
		account.sums = createSums();
		for (const [instrumentId, exposure] of account.exposures) {
			exposure.contribution = null;
			recount(place, instrumentId);
		}
	}
}

export function deskOf({ tenant, account }: Place): Group | undefined {
	const { deskId } = account.config;
	return deskId === null || deskId === undefined ? undefined : tenant.desks.get(deskId);
}

/** Quantity at stake at worst. Netting: as if all working orders of one side filled and none of the other. Hedging: both legs and every opening order. */
export function worstQty(mode: AccountMode, exposure: Pick<Exposure, keyof Net | 'longQty' | 'shortQty' | 'openingQty'>): number {
	if (mode === 'HEDGING') return exposure.longQty + exposure.shortQty + exposure.openingQty;
	return Math.max(exposure.netQty + exposure.workingBuyQty, exposure.workingSellQty - exposure.netQty);
}

function isFlat(exposure: Exposure): boolean {
	const { longQty, shortQty, workingBuyQty, workingSellQty } = exposure;
	return longQty === 0 && shortQty === 0 && workingBuyQty === 0 && workingSellQty === 0;
}

function contributionOf({ tenant, account }: Place, of: { readonly instrumentId: number; readonly exposure: Exposure }): Contribution {
	const { exposure } = of;
	const { netQty, workingBuyQty, workingSellQty } = exposure;
	const instrument = tenant.instruments.get(of.instrumentId);
	const spec = account.specs.get(of.instrumentId);
	const mark = account.marks.get(of.instrumentId);
	const { baseCurrency, quoteCurrency } = instrument ?? { baseCurrency: '', quoteCurrency: '' };
	const net = { netQty, workingBuyQty, workingSellQty, baseCurrency, quoteCurrency };
	const unvalued: Contribution = { ...net, valued: false, gross: 0, floating: 0, base: noLeg, quote: noLeg };
	if (instrument === undefined || spec === undefined || mark === undefined) return unvalued;
	const qtyScale = pow10(instrument.qtyDigits);
	const inBase = { times: spec.contractSize * pow10(currencyDigits(baseCurrency)), over: qtyScale };
	const inQuote = {
		times: spec.contractSize * pow10(currencyDigits(quoteCurrency)),
		over: qtyScale * pow10(instrument.priceDigits),
	};
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

function moveNet(group: Group, move: { readonly instrumentId: number; readonly by: Net; readonly sign: 1 | -1 }): void {
	const { by, sign } = move;
	let net = group.nets.get(move.instrumentId);
	if (net === undefined) {
		net = { netQty: 0, workingBuyQty: 0, workingSellQty: 0 };
		group.nets.set(move.instrumentId, net);
	}
	net.netQty = exactOrUnknown(net.netQty + sign * by.netQty);
	net.workingBuyQty = exactOrUnknown(net.workingBuyQty + sign * by.workingBuyQty);
	net.workingSellQty = exactOrUnknown(net.workingSellQty + sign * by.workingSellQty);
}

function move(sums: Sums, change: { readonly before: Contribution | null; readonly after: Contribution | null }): void {
	if (change.before !== null) apply(sums, change.before, -1);
	if (change.after !== null) apply(sums, change.after, 1);
}

function apply(sums: Sums, by: Contribution, sign: 1 | -1): void {
	if (!by.valued) {
		sums.unvalued += sign;
		return;
	}
	const quote = sumsOf(sums, by.quoteCurrency);
	quote.gross = exactOrUnknown(quote.gross + sign * by.gross);
	quote.floating = exactOrUnknown(quote.floating + sign * by.floating);
	if (by.baseCurrency === by.quoteCurrency) return;
	applyLeg(sums, { currency: by.quoteCurrency, leg: by.quote, sign });
	applyLeg(sums, { currency: by.baseCurrency, leg: by.base, sign });
}

function applyLeg(sums: Sums, by: { readonly currency: string; readonly leg: Leg; readonly sign: 1 | -1 }): void {
	const { leg, sign } = by;
	const at = sumsOf(sums, by.currency);
	at.net = exactOrUnknown(at.net + sign * leg.net);
	at.up = exactOrUnknown(at.up + sign * leg.up);
	at.down = exactOrUnknown(at.down + sign * leg.down);
}
