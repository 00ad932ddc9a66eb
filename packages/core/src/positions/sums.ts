import { currencyDigits } from '../money/currency.ts';
import type { FxLeg } from '../money/fx.ts';
import { findSides, sides } from '../money/held-rate.ts';
import { mulDiv } from '../money/mul-div.ts';
import {
	BUYS,
	type Contribution,
	createAccountSums,
	createContribution,
	createGroup,
	createSums,
	DOWN,
	exactOrUnknown,
	type Group,
	HELD,
	LEG,
	NET,
	NETS,
	SELLS,
	type Sums,
	UP,
	type Worth,
	withRoom,
} from '../state/books.ts';
import { quotesOf } from '../state/marks.ts';
import { type Account, instrumentRow, type Tenant } from '../state/state.ts';
import { contribute, isFlat } from './contribution.ts';

export type Place = { readonly tenant: Tenant; readonly account: Account };

/**
 * Brings the sums of account, desk and tenant in line with one instrument of an account, at its present quote. Call it after every change of the exposure, the
 * quote or the specification: then no check has to look at more than the sums.
 */
export function recount(place: Place, instrumentId: number): void {
	if (place.account === waiting && instrumentId === waitingId) {
		isDue = true;
		return;
	}
	const exposure = place.account.exposures.get(instrumentId);
	if (exposure === undefined) return;
	const counted = exposure.contribution;
	const { isCounted } = exposure;
	const row = instrumentRow(place.tenant, instrumentId);
	if (isFlat(exposure)) {
		if (!isCounted) return;
		exchange(place, { row, was: counted, is: nothing });
		exposure.isCounted = false;
		settle(place, counted.quoteRow);
		return;
	}
	contribute(place, { instrumentId, exposure, into: scratch });
	exchange(place, { row, was: isCounted ? counted : nothing, is: scratch });
	const rowBefore = isCounted ? counted.quoteRow : scratch.quoteRow;
	copy(scratch, counted);
	exposure.isCounted = true;
	settle(place, scratch.quoteRow);
	// A new specification may move a future's worth to another currency.
	if (rowBefore !== scratch.quoteRow) settle(place, rowBefore);
}

/** The account and the instrument whose recount waits for `once` to end, and whether anything asked for it. */
let waiting: Account | undefined;
let waitingId = 0;
let isDue = false;

/** What a deal changes of an instrument in several steps is counted once, after the last one; nothing may look at a sum in between. */
export function recountOnce(place: Place, of: { readonly instrumentId: number; readonly change: () => void }): void {
	waiting = place.account;
	waitingId = of.instrumentId;
	isDue = false;
	try {
		of.change();
	} finally {
		waiting = undefined;
	}
	if (isDue) recount(place, of.instrumentId);
}

type Change = {
	/** Of the instrument. */
	readonly row: number;
	readonly was: Readonly<Contribution>;
	readonly is: Readonly<Contribution>;
};

const nothing: Readonly<Contribution> = createContribution();
/** What a recount finds, until it is compared with what was counted: nothing is made for it. */
const scratch = createContribution();

function copy(from: Contribution, to: Contribution): void {
	to.netQty = from.netQty;
	to.workingBuyQty = from.workingBuyQty;
	to.workingSellQty = from.workingSellQty;
	to.baseCurrency = from.baseCurrency;
	to.quoteCurrency = from.quoteCurrency;
	to.baseRow = from.baseRow;
	to.quoteRow = from.quoteRow;
	to.valued = from.valued;
	to.gross = from.gross;
	to.floating = from.floating;
	to.baseNet = from.baseNet;
	to.baseUp = from.baseUp;
	to.baseDown = from.baseDown;
	to.quoteNet = from.quoteNet;
	to.quoteUp = from.quoteUp;
	to.quoteDown = from.quoteDown;
}

/** A quote by which currencies convert has moved. `first`: there was none before, so that other currencies may now find a better path. */
export function reconvert(place: Place, quote: { readonly instrumentId: number; readonly first: boolean }): void {
	if (!place.tenant.fxInstruments.has(quote.instrumentId)) return;
	const { worths } = place.account.sums;
	for (let row = 0; row < worths.length; row++) {
		const worth = worths[row];
		if (worth === undefined || worth === null) continue;
		if (!quote.first && worth.instrumentIds?.includes(quote.instrumentId) === false) continue;
		setRates(place, worth);
		settle(place, row);
	}
}

/** Counts everything of the tenant anew: a configuration may have moved an account to another desk, or changed the base currency. */
export function recountAll(tenant: Tenant): void {
	tenant.group.nets = new Float64Array(0);
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
	const { row, was, is } = change;
	const at = row * NETS;
	group.nets = withRoom(group.nets, at + NETS);
	const { nets } = group;
	nets[at + HELD] = exchanged(nets[at + HELD], was.netQty, is.netQty);
	nets[at + BUYS] = exchanged(nets[at + BUYS], was.workingBuyQty, is.workingBuyQty);
	nets[at + SELLS] = exchanged(nets[at + SELLS], was.workingSellQty, is.workingSellQty);
	exchangeSums(group.sums, change);
}

function exchanged(sum: number | undefined, was: number, is: number): number {
	return exactOrUnknown(exactOrUnknown((sum ?? 0) - was) + is);
}

function exchangeSums(sums: Sums, { was, is }: Change): void {
	sums.unvalued += unvalued(is) - unvalued(was);
	if (isPair(was)) {
		addLeg(sums, was.baseRow, -was.baseNet, -was.baseUp, -was.baseDown);
		addLeg(sums, was.quoteRow, -was.quoteNet, -was.quoteUp, -was.quoteDown);
	}
	if (isPair(is)) {
		addLeg(sums, is.baseRow, is.baseNet, is.baseUp, is.baseDown);
		addLeg(sums, is.quoteRow, is.quoteNet, is.quoteUp, is.quoteDown);
	}
}

function unvalued(contribution: Readonly<Contribution>): number {
	return contribution === nothing || contribution.valued ? 0 : 1;
}

function isPair({ valued, baseRow, quoteRow }: Readonly<Contribution>): boolean {
	return valued && baseRow !== quoteRow;
}

/** Numbers alone, so that no object is made for them: this is where most of a quote's time goes. */
function addLeg(sums: Sums, row: number, net: number, up: number, down: number): void {
	const at = row * LEG;
	sums.legs = withRoom(sums.legs, at + LEG);
	const { legs } = sums;
	legs[at + NET] = exactOrUnknown((legs[at + NET] ?? 0) + net);
	legs[at + UP] = exactOrUnknown((legs[at + UP] ?? 0) + up);
	legs[at + DOWN] = exactOrUnknown((legs[at + DOWN] ?? 0) + down);
}

function exchangeWorth(place: Place, { was, is }: Change): void {
	if (was.valued) addWorth(place, was, -1);
	if (is.valued) addWorth(place, is, 1);
}

function addWorth(place: Place, part: Readonly<Contribution>, sign: 1 | -1): void {
	const worth = place.account.sums.worths[part.quoteRow] ?? createWorth(place, part);
	worth.gross = exactOrUnknown(worth.gross + sign * part.gross);
	worth.floating = exactOrUnknown(worth.floating + sign * part.floating);
}

/** Converts the worth in one currency at its present rates and moves the sums by the difference to what was counted for it. */
function settle(place: Place, row: number): void {
	const { account } = place;
	const worth = account.sums.worths[row];
	if (worth === undefined || worth === null) return;
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

function createWorth(place: Place, { quoteRow, quoteCurrency }: Readonly<Contribution>): Worth {
	const { worths } = place.account.sums;
	const none = { baseNum: 0, baseDen: 0, gainNum: 0, gainDen: 0, lossNum: 0, lossDen: 0, instrumentIds: null };
	const worth: Worth = { currency: quoteCurrency, gross: 0, floating: 0, ...none, countedGross: 0, countedFloating: 0, countedUnrated: 0 };
	setRates(place, worth);
	while (worths.length < quoteRow) worths.push(null);
	worths[quoteRow] = worth;
	return worth;
}

/** At the last quotes of the account's broker, however old: a closed market has no younger ones. */
function setRates({ tenant, account }: Place, worth: Worth): void {
	const { currency: from } = worth;
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
