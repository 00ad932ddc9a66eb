import type { Denial } from '../messages.ts';
import { reducibleQty } from '../positions/reducible.ts';
import type { OrderTerms, RiskInput } from '../risk/check.ts';
import { riskInputFor } from '../risk/input.ts';
import { assess } from '../risk/matrix.ts';
import { markOf } from '../state/marks.ts';
import type { Scope } from '../state/outbox.ts';
import { specOf } from '../state/state.ts';
import { venueTermsOf } from './emulate.ts';
import { withoutOrder } from './exposure.ts';
import { moveLife, type Order } from './order.ts';
import { submit } from './submit.ts';
import { canRest } from './trigger.ts';

/**
 * What the order waited for has happened: it is judged once more, as what it is now, and passed to the venue. One that may only reduce is cut to what is left to
 * reduce. Whether it needs a second person was settled when it was taken. A limit order that the market has overtaken waits until it can rest: so it is never filled beyond its limit.
 */
export function release(scope: Scope, order: Order): void {
	const { account, out } = scope;
	if (order.life === 'ACCEPTED') {
		// For a limit order that waited for a session alone nothing was triggered: it is amended like any other.
		order.triggered = order.work?.waitsFor === 'PRICE';
		moveLife(order, 'trigger');
		out.order(account, order);
	}
	const mark = markOf(account, order.instrumentId);
	const spec = specOf(account, order.instrumentId);
	const waitsToRest = order.work?.waitsFor === 'PRICE' && venueTermsOf(order).type === 'LIMIT';
	if (waitsToRest && (mark === undefined || !canRest(order, { mark, spec }))) return;
	const { denial, risk } = judge(scope, order);
	if (risk === null) moveLife(order, 'cancel');
	else if (denial !== null) {
		order.denial = denial;
		moveLife(order, 'deny');
	} else {
		submit(scope, { order, risk });
		return;
	}
	out.order(account, order);
}

/** `risk` null: there is nothing left for it to reduce. */
function judge({ state, tenant, account, out }: Scope, order: Order): { readonly denial: Denial | null; readonly risk: RiskInput | null } {
	return withoutOrder({ state, tenant, account }, order, () => {
		const terms = riskTermsOf(order);
		if (order.reduceOnly || order.positionTicket !== 0n) {
			order.qty = Math.min(order.qty, reducibleQty(account, order));
			if (order.qty === 0) return { denial: null, risk: null };
		}
		const by = { userId: order.envelope.principalId, isByEngine: true, isApproved: true };
		const risk = riskInputFor({ tenant, account, ...by, terms: { ...terms, qty: order.qty }, amendedId: order.orderId, nowMs: out.nowMs });
		return { denial: assess(risk), risk };
	});
}

/** The terms that the checks look at: of an order on its way out those that the venue will see. */
export function riskTermsOf(order: Order): OrderTerms {
	const { type, tif, expiresAtMs, price, limitPrice } = venueTermsOf(order);
	return {
		...order,
		type,
		tif,
		expiresAtMs,
		price,
		limitPrice,
		postOnly: order.postOnly && type === 'LIMIT',
		bracket: order.asksBracket,
		trail: undefined,
	};
}
