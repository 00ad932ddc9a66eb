import type { Denial } from '../messages.ts';
import type { ActionClass, Check, RiskInput } from './check.ts';
import { concentration } from './checks/concentration.ts';
import { maxCurrencyExposure } from './checks/currency-exposure.ts';
import { duplicate } from './checks/duplicate.ts';
import { entitled } from './checks/entitled.ts';
import { expiry } from './checks/expiry.ts';
import { maxGrossExposure } from './checks/gross-exposure.ts';
import { halt } from './checks/halt.ts';
import { strategyActive, tenantAndAccount, userActive, userMayTrade } from './checks/identity.ts';
import { instrumentKnown, instrumentTradable, restrictedList } from './checks/instrument.ts';
import { dailyLoss, drawdown } from './checks/losses.ts';
import { marginAfterFill, marginCall, marginLevel } from './checks/margin.ts';
import { markAge, maxSpread, priceCollar } from './checks/mark.ts';
import { maxNetPosition } from './checks/net-position.ts';
import { maxOpenOrders } from './checks/open-orders.ts';
import { amendRate, orderRate } from './checks/order-rate.ts';
import { approval, maxOrderNotional, maxOrderQty } from './checks/order-size.ts';
import { orderToTrade } from './checks/order-to-trade.ts';
import { postOnly } from './checks/post-only.ts';
import { price } from './checks/price.ts';
import { quantity } from './checks/quantity.ts';
import { reduceOnly } from './checks/reduce-only.ts';
import { selfCross } from './checks/self-cross.ts';
import { session } from './checks/session.ts';
import { stops, trigger } from './checks/stops.ts';
import { support } from './checks/support.ts';
import { venueLink, venueTradeAllowed } from './checks/venue-link.ts';

/** In the order in which they run: the first denial is the answer, so that what explains most comes first, and what costs a token last. */
export const riskMatrix: readonly Check[] = [
	tenantAndAccount,
	userActive,
	userMayTrade,
	strategyActive,
	instrumentKnown,
	reduceOnly,
	halt,
	venueLink,
	venueTradeAllowed,
	instrumentTradable,
	restrictedList,
	entitled,
	session,
	quantity,
	price,
	support,
	expiry,
	maxOrderQty,
	markAge,
	maxSpread,
	priceCollar,
	trigger,
	postOnly,
	stops,
	maxOrderNotional,
	selfCross,
	duplicate,
	maxOpenOrders,
	maxNetPosition,
	maxGrossExposure,
	maxCurrencyExposure,
	concentration,
	marginAfterFill,
	marginLevel,
	marginCall,
	dailyLoss,
	drawdown,
	orderToTrade,
	amendRate,
	orderRate,
	approval,
];

/** What only the moment can tell at which a deferred order is passed on: the market, and what is held and free by then. */
const ofTheMoment: ReadonlySet<Check> = new Set([
	...[reduceOnly, session, markAge, maxSpread, priceCollar, trigger, postOnly, stops, selfCross],
	...[maxNetPosition, maxGrossExposure, maxCurrencyExposure, concentration, marginAfterFill, marginLevel, marginCall],
]);

const runsFor = (actionClass: ActionClass, without: ReadonlySet<Check> = new Set()): readonly Check['run'][] =>
	riskMatrix.filter((check) => check.applies[actionClass] !== 'skip' && !without.has(check)).map(({ run }) => run);
const runs = { INCREASE: runsFor('INCREASE'), REDUCE: runsFor('REDUCE'), CANCEL: runsFor('CANCEL') };
const deferredRuns = { INCREASE: runsFor('INCREASE', ofTheMoment), REDUCE: runsFor('REDUCE', ofTheMoment), CANCEL: runs.CANCEL };

/** The first denial, or null: it may go. Changes nothing. */
export function assess(input: RiskInput): Denial | null {
	for (const run of (input.isDeferred ? deferredRuns : runs)[input.actionClass]) {
		const denial = run(input);
		if (denial !== null) return denial;
	}
	return null;
}
