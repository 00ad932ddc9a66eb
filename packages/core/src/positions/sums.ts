import { currencyDigits } from '../money/currency.ts';
import { heldRate } from '../money/held-rate.ts';
import { mulDiv } from '../money/mul-div.ts';
import {
	type Contribution,
	createAccountSums,
	createGroup,
	createSums,
	entryOf,
	exactOrUnknown,
	type Group,
	type Leg,
	type Net,
	type Sums,
	type Worth,
	type WorthRates,
} from '../state/books.ts';
import type { Account, Tenant } from '../state/state.ts';
import { contributionOf, isFlat } from './contribution.ts';

export type Place = { readonly tenant: Tenant; readonly account: Account };

/**
 * Brings the sums of account, desk and tenant in line with one instrument of an account, at its present quote. Call it after every change of the exposure, the
 * quote or the specification: then no check has to look at more than the sums.
 */
export function recount(place: Place, instrumentId: number): void {
	const exposure = place.account.exposures.get(instrumentId);
	if (exposure === undefined) return;
	const before = exposure.contribution;
	const after = isFlat(exposure) ? null : contributionOf(place, { instrumentId, exposure });
	exposure.contribution = after;
	if (before !== null) add(place, { instrumentId, contribution: before, sign: -1 });
	if (after !== null) add(place, { instrumentId, contribution: after, sign: 1 });
	if (after !== null) settle(place, after.quoteCurrency);
	// A new specification may move a future's worth to another currency.
	if (before !== null && before.quoteCurrency !== after?.quoteCurrency) settle(place, before.quoteCurrency);
}

/** A quote by which currencies convert has moved. `first`: there was none before, so that other currencies may now find a better path. */
export function reconvert(place: Place, quote: { readonly instrumentId: number; readonly first: boolean }): void {
	if (!place.tenant.fxInstruments.has(quote.instrumentId)) return;
	for (const [currency, worth] of place.account.sums.worths) {
		if (!quote.first && worth.rates?.instrumentIds.includes(quote.instrumentId) === false) continue;
		worth.rates = ratesOf(place, currency);
		settle(place, currency);
	}
}

/** Counts everything of the tenant anew: a configuration may have moved an account to another desk, or changed the base currency. */
export function recountAll(tenant: Tenant): void {
	tenant.group.nets.clear();
	tenant.group.sums = createSums();
	for (const [deskId, desk] of tenant.desks) tenant.desks.set(deskId, createGroup({ openOrders: 0, rate: desk.counters.rate }));
	for (const account of tenant.accounts.values()) {
		const place = { tenant, account };
		const desk = deskOf(place);
		if (desk !== undefined) desk.counters.openOrders += account.counters.openOrders;
		account.sums = createAccountSums();
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

type Part = { readonly instrumentId: number; readonly contribution: Contribution; readonly sign: 1 | -1 };

function add(place: Place, part: Part): void {
	const { tenant, account } = place;
	const { contribution, sign } = part;
	const desk = deskOf(place);
	addNet(tenant.group, part);
	if (desk !== undefined) addNet(desk, part);
	for (const sums of sumsOf(place, desk)) {
		if (!contribution.valued) sums.unvalued += sign;
		else if (contribution.baseCurrency !== contribution.quoteCurrency) {
			addLeg(sums, { currency: contribution.baseCurrency, leg: contribution.base, sign });
			addLeg(sums, { currency: contribution.quoteCurrency, leg: contribution.quote, sign });
		}
	}
	if (!contribution.valued) return;
	const currency = contribution.quoteCurrency;
	const worth = entryOf(account.sums.worths, { key: currency, create: () => createWorth(place, currency) });
	worth.gross = exactOrUnknown(worth.gross + sign * contribution.gross);
	worth.floating = exactOrUnknown(worth.floating + sign * contribution.floating);
}

function addNet(group: Group, { instrumentId, contribution, sign }: Part): void {
	const net = entryOf(group.nets, { key: instrumentId, create: noNet });
	net.netQty = exactOrUnknown(net.netQty + sign * contribution.netQty);
	net.workingBuyQty = exactOrUnknown(net.workingBuyQty + sign * contribution.workingBuyQty);
	net.workingSellQty = exactOrUnknown(net.workingSellQty + sign * contribution.workingSellQty);
}

function addLeg(sums: Sums, by: { readonly currency: string; readonly leg: Readonly<Leg>; readonly sign: 1 | -1 }): void {
	const { leg, sign } = by;
	const at = entryOf(sums.currencies, { key: by.currency, create: noLeg });
	at.net = exactOrUnknown(at.net + sign * leg.net);
	at.up = exactOrUnknown(at.up + sign * leg.up);
	at.down = exactOrUnknown(at.down + sign * leg.down);
}

/** Converts the worth in one currency at its present rates and moves the sums by the difference to what was counted for it. */
function settle(place: Place, currency: string): void {
	const { account } = place;
	const worth = account.sums.worths.get(currency);
	if (worth === undefined) return;
	const { gross, floating, rates } = worth;
	const countedUnrated = rates === null && (gross !== 0 || floating !== 0) ? 1 : 0;
	// Bought at the worse side: as a liability. NaN, where a number is not exact, stays in the sums and denies.
	const countedGross = rates === null ? 0 : converted(gross, rates.base);
	const countedFloating = rates === null ? 0 : converted(floating, floating > 0 ? rates.gain : rates.loss);
	for (const sums of sumsOf(place, deskOf(place))) {
		sums.grossMinor = exactOrUnknown(sums.grossMinor + countedGross - worth.countedGross);
		sums.unrated += countedUnrated - worth.countedUnrated;
	}
	account.sums.floatingMinor = exactOrUnknown(account.sums.floatingMinor + countedFloating - worth.countedFloating);
	Object.assign(worth, { countedGross, countedFloating, countedUnrated });
}

function converted(amount: number, rate: WorthRates['base']): number {
	return mulDiv(amount, { times: rate.num, over: rate.den }) ?? Number.NaN;
}

function sumsOf({ tenant, account }: Place, desk: Group | undefined): readonly Sums[] {
	return desk === undefined ? [account.sums, tenant.group.sums] : [account.sums, desk.sums, tenant.group.sums];
}

function createWorth(place: Place, currency: string): Worth {
	return { gross: 0, floating: 0, rates: ratesOf(place, currency), countedGross: 0, countedFloating: 0, countedUnrated: 0 };
}

/** At the last quotes of the account's broker, however old: a closed market has no younger ones. */
function ratesOf({ tenant, account }: Place, from: string): WorthRates | null {
	const quote = (instrumentId: number) => account.marks.get(instrumentId);
	const { baseCurrency } = tenant.config;
	const base = heldRate(tenant.fxPaths, { from, to: baseCurrency, toDigits: currencyDigits(baseCurrency), quote });
	const { currency, currencyDigits: toDigits } = account.config;
	const own = heldRate(tenant.fxPaths, { from, to: currency, toDigits, quote });
	if (base === undefined || own === undefined) return null;
	return { base: base.liability, gain: own.claim, loss: own.liability, instrumentIds: [...base.instrumentIds, ...own.instrumentIds] };
}

function noNet(): Net {
	return { netQty: 0, workingBuyQty: 0, workingSellQty: 0 };
}

function noLeg(): Leg {
	return { net: 0, up: 0, down: 0 };
}
