import type { OrderView } from '../messages.ts';
import { riskInputFor } from '../risk/input.ts';
import { assess } from '../risk/matrix.ts';
import type { Scope } from '../state/outbox.ts';
import { withoutOrders } from './exposure.ts';
import { moveLife, type Order } from './order.ts';
import { submit, takeToMarket } from './submit.ts';
import { askedTermsOf } from './terms.ts';
import { engineWorkOf } from './waiting.ts';

/**
 * An order whose turn has come, after an approval or another order's fill: every check runs on what is held and free now, without those that it stands in for.
 * Then it is denied, sent, or waits on for its price or session.
 */
export function enter(scope: Scope, input: { readonly order: Order; readonly insteadOf: readonly Order[] }): OrderView {
	const { state, tenant, account, out } = scope;
	const { order } = input;
	const by = { userId: order.envelope.principalId, isApproved: true, isByEngine: order.life !== 'HELD', amendedId: order.orderId };
	const { risk, denial } = withoutOrders({ state, tenant, account }, [order, ...input.insteadOf], () => {
		const risk = riskInputFor({ tenant, account, ...by, terms: askedTermsOf(order), nowMs: out.nowMs });
		return { risk, denial: assess(risk) };
	});
	if (denial !== null) return deny(scope, { order, denial });
	order.work = engineWorkOf(scope, order);
	order.reduces = risk.actionClass === 'REDUCE';
	if (order.life === 'HELD') return takeToMarket(scope, { order, risk });
	if (order.work?.waitsFor != null) return out.order(account, order);
	moveLife(order, 'trigger');
	out.order(account, order);
	return submit(scope, { order, risk });
}

/** Ends an order that never went out. */
export function deny({ account, out }: Scope, input: { readonly order: Order; readonly denial: Order['denial'] }): OrderView {
	const { order, denial } = input;
	order.denial = denial;
	moveLife(order, 'deny');
	return out.order(account, order);
}
