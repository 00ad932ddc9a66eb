import { currencyDigits } from '../money/currency.ts';
import type { FxLeg } from '../money/fx.ts';
import { findSides, sides } from '../money/held-rate.ts';
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
} from '../state/books.ts';
import { quotesOf } from '../state/marks.ts';
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
		if (!quote.first && worth.instrumentIds?.includes(quote.instrumentId) === false) continue;
		setRates(place, { currency, worth });
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
	const { gross, floating } = worth;
	const isRated = worth.instrumentIds !== null;
	const countedUnrated = !isRated && (gross !== 0 || floating !== 0) ? 1 : 0;
	// Bought at the worse side: as a liability. NaN, where a number is not exact, stays in the sums and denies.
	const countedGross = isRated ? converted(gross, { times: worth.baseNum, over: worth.baseDen }) : 0;
	const own = floating > 0 ? { times: worth.gainNum, over: worth.gainDen } : { times: worth.lossNum, over: worth.lossDen };
	const countedFloating = isRated ? converted(floating, own) : 0;
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

function converted(amount: number, by: { readonly times: number; readonly over: number }): number {
	return mulDiv(amount, by) ?? Number.NaN;
}

function createWorth(place: Place, currency: string): Worth {
	const none = { baseNum: 0, baseDen: 0, gainNum: 0, gainDen: 0, lossNum: 0, lossDen: 0, instrumentIds: null };
	const worth: Worth = { gross: 0, floating: 0, ...none, countedGross: 0, countedFloating: 0, countedUnrated: 0 };
	setRates(place, { currency, worth });
	return worth;
}

/** At the last quotes of the account's broker, however old: a closed market has no younger ones. */
function setRates({ tenant, account }: Place, { currency: from, worth }: { readonly currency: string; readonly worth: Worth }): void {
	const quote = quotesOf(account);
	const { baseCurrency } = tenant.config;
	const baseDigits = currencyDigits(baseCurrency);
	const basePath = findSides(tenant.fxPaths, { from, to: baseCurrency, toDigits: baseDigits, quote });
	const { liabilityNum, liabilityDen } = sides;
	const { currency, currencyDigits: toDigits } = account.config;
	const same = currency === baseCurrency && toDigits === baseDigits;
	const ownPath = same ? basePath : findSides(tenant.fxPaths, { from, to: currency, toDigits, quote });
	if (basePath === undefined || ownPath === undefined) {
		worth.instrumentIds = null;
		return;
	}
	worth.baseNum = liabilityNum;
	worth.baseDen = liabilityDen;
	worth.gainNum = sides.claimNum;
	worth.gainDen = sides.claimDen;
	worth.lossNum = sides.liabilityNum;
	worth.lossDen = sides.liabilityDen;
	const added = same ? noLegs : ownPath;
	if (!isBy(worth.instrumentIds, { basePath, added }))
		worth.instrumentIds = [...basePath, ...added].map(({ instrumentId }) => instrumentId);
}

const noLegs: readonly FxLeg[] = [];

function isBy(
	instrumentIds: readonly number[] | null,
	{ basePath, added }: { readonly basePath: readonly FxLeg[]; readonly added: readonly FxLeg[] },
): boolean {
	if (instrumentIds === null || instrumentIds.length !== basePath.length + added.length) return false;
	for (let i = 0; i < basePath.length; i++) if (instrumentIds[i] !== basePath[i]?.instrumentId) return false;
	for (let i = 0; i < added.length; i++) if (instrumentIds[basePath.length + i] !== added[i]?.instrumentId) return false;
	return true;
}

function noNet(): Net {
	return { netQty: 0, workingBuyQty: 0, workingSellQty: 0 };
}
