import type { Check, Denial, RiskInput } from './check.ts';
import { expiry } from './checks/expiry.ts';
import { halt } from './checks/halt.ts';
import { tenantAndAccount, userActive, userMayTrade } from './checks/identity.ts';
import { instrumentKnown, instrumentTradable } from './checks/instrument.ts';
import { marginAfterFill } from './checks/margin.ts';
import { markAge, priceCollar } from './checks/mark.ts';
import { maxNetPosition } from './checks/net-position.ts';
import { maxOpenOrders } from './checks/open-orders.ts';
import { orderRate } from './checks/order-rate.ts';
import { maxOrderNotional, maxOrderQty } from './checks/order-size.ts';
import { price } from './checks/price.ts';
import { quantity } from './checks/quantity.ts';
import { reduceOnly } from './checks/reduce-only.ts';
import { session } from './checks/session.ts';
import { stops, trigger } from './checks/stops.ts';
import { support } from './checks/support.ts';
import { venueLink, venueTradeAllowed } from './checks/venue-link.ts';

/** In the order in which they run: the first denial is the answer, so that what explains most comes first, and what costs a token last. */
export const riskMatrix: readonly Check[] = [
	tenantAndAccount,
	userActive,
	userMayTrade,
	instrumentKnown,
	reduceOnly,
	halt,
	venueLink,
	venueTradeAllowed,
	instrumentTradable,
	session,
	quantity,
	price,
	support,
	expiry,
	maxOrderQty,
	markAge,
	priceCollar,
	trigger,
	stops,
	maxOrderNotional,
	maxOpenOrders,
	maxNetPosition,
	marginAfterFill,
	orderRate,
];

/** The first denial, or null: it may go. Changes nothing. */
export function assess(input: RiskInput): Denial | null {
	for (const check of riskMatrix) {
		if (check.applies[input.actionClass] === 'skip') continue;
		const denial = check.run(input);
		if (denial !== null) return denial;
	}
	return null;
}
