import { currencyDigits } from '../money/currency.ts';
import { heldRate } from '../money/held-rate.ts';
import { mulDiv } from '../money/mul-div.ts';
import {
	type Contribution,
	createAccountSums,
	createContribution,
	createGroup,
	createSums,
	exactOrUnknown,
	type Group,
	type Leg,
	type Net,
	type Sums,
	type Worth,
	type WorthRates,
} from '../state/books.ts';
import { glanceAt } from '../state/marks.ts';
import type { Account, Tenant } from '../state/state.ts';
import { contribute, isFlat } from './contribution.ts';

export type Place = { readonly tenant: Tenant; readonly account: Account };

/**
 * Brings the sums of account, desk and tenant in line with one instrument of an account, at its present quote. Call it after every change of the exposure, the
 * quote or the specification: then no check has to look at more than the sums.
 */
export function recount(place: Place, instrumentId: number): void {
	const exposure = place.account.exposures.get(instrumentId);
	if (exposure === undefined) return;
	const counted = exposure.contribution;
	const { isCounted } = exposure;
	if (isFlat(exposure)) {
		if (!isCounted) return;
		exchange(place, { instrumentId, was: counted, is: nothing });
		exposure.isCounted = false;
		settle(place, counted.quoteCurrency);
		return;
	}
	contribute(place, { instrumentId, exposure, into: scratch });
	exchange(place, { instrumentId, was: isCounted ? counted : nothing, is: scratch });
	const currencyBefore = isCounted ? counted.quoteCurrency : scratch.quoteCurrency;
	copy(scratch, counted);
	exposure.isCounted = true;
	settle(place, scratch.quoteCurrency);
	// A new specification may move a future's worth to another currency.
	if (currencyBefore !== scratch.quoteCurrency) settle(place, currencyBefore);
}

type Change = {
	readonly instrumentId: number;
	readonly was: Readonly<Contribution>;
	readonly is: Readonly<Contribution>;
};

const nothing: Readonly<Contribution> = createContribution();
/** What a recount finds, until it is compared with what was counted: nothing is made for it. */
const scratch = createContribution();

function copy(from: Contribution, to: Contribution): void {
	copyLeg(from.base, to.base);
	copyLeg(from.quote, to.quote);
	to.netQty = from.netQty;
	to.workingBuyQty = from.workingBuyQty;
	to.workingSellQty = from.workingSellQty;
	to.baseCurrency = from.baseCurrency;
	to.quoteCurrency = from.quoteCurrency;
	to.valued = from.valued;
	to.gross = from.gross;
	to.floating = from.floating;
}

function copyLeg(from: Leg, to: Leg): void {
	to.net = from.net;
	to.up = from.up;
	to.down = from.down;
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
	for (const [deskId, desk] of tenant.desks) tenant.desks.set(deskId, createGroup({ ...desk.counters, openOrders: 0 }));
	for (const account of tenant.accounts.values()) {
		const place = { tenant, account };
		const desk = deskOf(place);
		if (desk !== undefined) desk.counters.openOrders += account.counters.openOrders;
		account.sums = createAccountSums();
		for (const [instrumentId, exposure] of account.exposures) {
			exposure.isCounted = false;
			recount(place, instrumentId);
		}
	}
}

export function deskOf({ tenant, account }: Place): Group | undefined {
	const { deskId } = account.config;
	return deskId === null || deskId === undefined ? undefined : tenant.desks.get(deskId);
}

/** Exchanges what an instrument has added to all sums. */
function exchange(place: Place, change: Change): void {
	const { tenant, account } = place;
	const desk = deskOf(place);
	exchangeIn(tenant.group, change);
	if (desk !== undefined) exchangeIn(desk, change);
	exchangeSums(account.sums, change);
	exchangeWorth(place, change);
}

function exchangeIn(group: Group, change: Change): void {
	let net = group.nets.get(change.instrumentId);
	if (net === undefined) {
		net = noNet();
		group.nets.set(change.instrumentId, net);
	}
	takeNet(net, change.was);
	addNet(net, change.is);
	exchangeSums(group.sums, change);
}

function addNet(net: Net, part: Readonly<Net>): void {
	net.netQty = exactOrUnknown(net.netQty + part.netQty);
	net.workingBuyQty = exactOrUnknown(net.workingBuyQty + part.workingBuyQty);
	net.workingSellQty = exactOrUnknown(net.workingSellQty + part.workingSellQty);
}

function takeNet(net: Net, part: Readonly<Net>): void {
	net.netQty = exactOrUnknown(net.netQty - part.netQty);
	net.workingBuyQty = exactOrUnknown(net.workingBuyQty - part.workingBuyQty);
	net.workingSellQty = exactOrUnknown(net.workingSellQty - part.workingSellQty);
}

function exchangeSums(sums: Sums, { was, is }: Change): void {
	sums.unvalued += unvalued(is) - unvalued(was);
	if (isPair(was)) {
		takeLeg(legOf(sums, was.baseCurrency), was.base);
		takeLeg(legOf(sums, was.quoteCurrency), was.quote);
	}
	if (isPair(is)) {
		addLeg(legOf(sums, is.baseCurrency), is.base);
		addLeg(legOf(sums, is.quoteCurrency), is.quote);
	}
}

function unvalued(contribution: Readonly<Contribution>): number {
	return contribution === nothing || contribution.valued ? 0 : 1;
}

function isPair({ valued, baseCurrency, quoteCurrency }: Readonly<Contribution>): boolean {
	return valued && baseCurrency !== quoteCurrency;
}

function legOf({ currencies }: Sums, currency: string): Leg {
	let leg = currencies.get(currency);
	if (leg === undefined) {
		leg = { net: 0, up: 0, down: 0 };
		currencies.set(currency, leg);
	}
	return leg;
}

function addLeg(leg: Leg, part: Readonly<Leg>): void {
	leg.net = exactOrUnknown(leg.net + part.net);
	leg.up = exactOrUnknown(leg.up + part.up);
	leg.down = exactOrUnknown(leg.down + part.down);
}

function takeLeg(leg: Leg, part: Readonly<Leg>): void {
	leg.net = exactOrUnknown(leg.net - part.net);
	leg.up = exactOrUnknown(leg.up - part.up);
	leg.down = exactOrUnknown(leg.down - part.down);
}

function exchangeWorth(place: Place, { was, is }: Change): void {
	if (was.valued) {
		const worth = worthOf(place, was.quoteCurrency);
		worth.gross = exactOrUnknown(worth.gross - was.gross);
		worth.floating = exactOrUnknown(worth.floating - was.floating);
	}
	if (is.valued) {
		const worth = worthOf(place, is.quoteCurrency);
		worth.gross = exactOrUnknown(worth.gross + is.gross);
		worth.floating = exactOrUnknown(worth.floating + is.floating);
	}
}

function worthOf(place: Place, currency: string): Worth {
	const { worths } = place.account.sums;
	let worth = worths.get(currency);
	if (worth === undefined) {
		worth = createWorth(place, currency);
		worths.set(currency, worth);
	}
	return worth;
}

/** Converts the worth in one currency at its present rates and moves the sums by the difference to what was counted for it. */
function settle(place: Place, currency: string): void {
	const { account } = place;
	const worth = account.sums.worths.get(currency);
	if (worth === undefined) return;
	const { floating, rates } = worth;
	const countedUnrated = rates === null && (worth.gross !== 0 || floating !== 0) ? 1 : 0;
	// Bought at the worse side: as a liability. NaN, where a number is not exact, stays in the sums and denies.
	const countedGross = rates === null ? 0 : converted(worth.gross, rates.base);
	const countedFloating = rates === null ? 0 : converted(floating, floating > 0 ? rates.gain : rates.loss);
	const desk = deskOf(place);
	const change = { was: worth.countedGross, is: countedGross, unrated: countedUnrated - worth.countedUnrated };
	settleIn(account.sums, change);
	if (desk !== undefined) settleIn(desk.sums, change);
	settleIn(place.tenant.group.sums, change);
	account.sums.floatingMinor = exactOrUnknown(exactOrUnknown(account.sums.floatingMinor - worth.countedFloating) + countedFloating);
	worth.countedGross = countedGross;
	worth.countedFloating = countedFloating;
	worth.countedUnrated = countedUnrated;
}

function settleIn(sums: Sums, { was, is, unrated }: { readonly was: number; readonly is: number; readonly unrated: number }): void {
	sums.grossMinor = exactOrUnknown(exactOrUnknown(sums.grossMinor - was) + is);
	sums.unrated += unrated;
}

function converted(amount: number, rate: WorthRates['base']): number {
	return mulDiv(amount, { times: rate.num, over: rate.den }) ?? Number.NaN;
}

function createWorth(place: Place, currency: string): Worth {
	return { gross: 0, floating: 0, rates: ratesOf(place, currency), countedGross: 0, countedFloating: 0, countedUnrated: 0 };
}

/** At the last quotes of the account's broker, however old: a closed market has no younger ones. */
function ratesOf({ tenant, account }: Place, from: string): WorthRates | null {
	const quote = (instrumentId: number) => glanceAt(account, instrumentId);
	const { baseCurrency } = tenant.config;
	const baseDigits = currencyDigits(baseCurrency);
	const base = heldRate(tenant.fxPaths, { from, to: baseCurrency, toDigits: baseDigits, quote });
	const { currency, currencyDigits: toDigits } = account.config;
	const same = currency === baseCurrency && toDigits === baseDigits;
	const own = same ? base : heldRate(tenant.fxPaths, { from, to: currency, toDigits, quote });
	if (base === undefined || own === undefined) return null;
	return {
		base: base.liability,
		gain: own.claim,
		loss: own.liability,
		instrumentIds: same ? base.instrumentIds : [...base.instrumentIds, ...own.instrumentIds],
	};
}

function noNet(): Net {
	return { netQty: 0, workingBuyQty: 0, workingSellQty: 0 };
}
