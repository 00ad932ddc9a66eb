import type { AmendOrder, Denial } from '../messages.ts';
import type { RefusalCode } from '../model.ts';
import { isExact, mulDiv } from '../money/mul-div.ts';
import { deny, type RiskInput } from '../risk/check.ts';
import { rememberOrder } from '../risk/checks/duplicate.ts';
import { takeTokens } from '../risk/checks/order-rate.ts';
import { riskInputFor } from '../risk/input.ts';
import { assess } from '../risk/matrix.ts';
import type { Scope } from '../state/outbox.ts';
import { type Account, findOrder } from '../state/state.ts';
import { restsAtVenue } from './emulate.ts';
import { withoutOrder } from './exposure.ts';
import { isOpen } from './life.ts';
import { movePending, type Order, sendOf, viewOrder, wasSent } from './order.ts';
import { nextRequest } from './submit.ts';
import { askedTermsOf, isClientId } from './terms.ts';

type Terms = Pick<Order, 'qty' | 'price' | 'limitPrice' | 'sl' | 'tp'>;

/** Asks the venue to work the order on with new terms, after the checks that a new order passes. Until it has answered, either terms may be in force. */
export function amend(scope: Scope, request: AmendOrder): void {
	const { state, account, out } = scope;
	const { amendId, orderId } = request;
	const order = findOrder(state, orderId);
	if (order === undefined || order.tenantId !== account.tenantId || order.accountId !== account.accountId) {
		out.refuse('UNKNOWN_ORDER', `no order ${orderId} in this account`);
		return;
	}
	const invalid = invalidAmend(request);
	if (invalid !== null) {
		out.refuse('INVALID_REQUEST', invalid);
		return;
	}
	const asked = askedTerms(request);
	const known = account.amends.get(amendId);
	if (known !== undefined) {
		if (known.asked !== asked) out.refuse('AMEND_ID_REUSED', `amend id ${amendId} was used for another request`);
		else reply(scope, { order, denial: known.denial, duplicate: true });
		return;
	}
	const refusal = refusalOf(account, order);
	if (refusal !== null) {
		out.refuse(refusal.code, refusal.message);
		return;
	}
	const terms = newTerms(order, request);
	const { denial, risk } = judge(scope, { order, terms, userId: request.envelope.principalId });
	account.amends.set(amendId, { asked, denial });
	if (denial === null && !sameTerms(order, terms)) (staysHere(order, terms) ? replaceHere : sendReplace)(scope, { order, terms, risk });
	reply(scope, { order, denial, duplicate: false });
}

function reply(
	{ account, out }: Scope,
	answer: { readonly order: Order; readonly denial: Denial | null; readonly duplicate: boolean },
): void {
	const { order, denial, duplicate } = answer;
	const amendDenial = denial === null ? {} : { amendDenial: denial };
	out.reply({ outcome: 'order', order: viewOrder(order), accountSeq: account.accountSeq, duplicate, ...amendDenial });
}

function invalidAmend({ amendId, qty, price, limitPrice = null, sl, tp }: AmendOrder): string | null {
	if (!isClientId(amendId)) return 'amendId must be 1 to 36 of A-Z a-z 0-9 . _ : -';
	return [qty, price, limitPrice, sl, tp].every((value) => value === null || isExact(value))
		? null
		: 'quantity and prices must be whole numbers in their scale';
}

/** What makes two amends with one id the same request. */
function askedTerms({ orderId, qty, price, limitPrice = null, sl, tp }: AmendOrder): string {
	return [orderId, qty, price, limitPrice, sl, tp].join(' ');
}

function newTerms(order: Order, { qty, price, limitPrice = null, sl, tp }: AmendOrder): Terms {
	const stop = (asked: number | null, now: number | null) => (asked === null ? now : asked === 0 ? null : asked);
	const prices = { price: price ?? order.price, limitPrice: limitPrice ?? order.limitPrice };
	return { qty: qty ?? order.qty, ...prices, sl: stop(sl, order.sl), tp: stop(tp, order.tp) };
}

function sameTerms(a: Terms, b: Terms): boolean {
	return a.qty === b.qty && a.price === b.price && a.limitPrice === b.limitPrice && a.sl === b.sl && a.tp === b.tp;
}

/** It must work at the venue, under a ticket, with nothing else on its way: two amends at once would leave three terms that may be in force. */
function refusalOf(account: Account, order: Order): { readonly code: RefusalCode; readonly message: string } | null {
	const refuse = (code: RefusalCode, message: string) => ({ code, message });
	if (!isOpen(order.life)) return refuse('NOT_AMENDABLE', `the order has ended: ${order.life}`);
	if (order.life === 'HELD') return refuse('NOT_AMENDABLE', 'it awaits a second approver: cancel it and place another one');
	if (order.life === 'ACCEPTED' && !wasSent(order)) return null;
	if (!restsAtVenue(order)) return refuse('NOT_AMENDABLE', 'a market order does not rest at the venue: there is nothing to amend');
	if (order.triggered) return refuse('NOT_AMENDABLE', 'its price has been reached: it works as a limit order now, which can be cancelled');
	if (account.recalled.has(order.orderId)) return refuse('NOT_AMENDABLE', 'this order is being taken back');
	if (order.life !== 'ACCEPTED' || order.venueOrderTicket === 0n)
		return refuse('NOT_READY', 'the venue has not confirmed this order yet: nothing was sent, ask again once it has');
	if (order.pending !== 'NONE') return refuse('NOT_AMENDABLE', `another request for this order is not answered yet: ${order.pending}`);
	return null;
}

function judge(
	{ state, tenant, account, out }: Scope,
	input: { readonly order: Order; readonly terms: Terms; readonly userId: number },
): { readonly denial: Denial | null; readonly risk: RiskInput } {
	const { order, terms, userId } = input;
	return withoutOrder({ state, tenant, account }, order, () => {
		const price = terms.price === order.price ? askedTermsOf(order).price : terms.price;
		const leaves = { ...askedTermsOf(order), ...terms, price, qty: terms.qty - order.filledQty };
		const risk = riskInputFor({ tenant, account, userId, terms: leaves, amendedId: order.orderId, nowMs: out.nowMs });
		// MetaTrader can't change the volume of an order, and to cancel and place anew is another order: not done behind the back of who asks.
		const denial =
			terms.qty === order.qty || !wasSent(order) ? assess(risk) : deny('QTY_NOT_AMENDABLE', { value: terms.qty, limit: order.qty });
		return { denial, risk };
	});
}

/** The engine holds the order, or only its stop loss and target. */
function staysHere(order: Order, terms: Terms): boolean {
	const samePrices = terms.price === order.price && terms.limitPrice === order.limitPrice;
	return !wasSent(order) || (order.bracket !== null && samePrices);
}

/** The engine holds the order: its new terms are in force at once. */
function replaceHere({ account, out }: Scope, input: { readonly order: Order; readonly terms: Terms; readonly risk: RiskInput }): void {
	const { order, terms, risk } = input;
	takeTokens(risk);
	if (risk.actionClass === 'INCREASE') rememberOrder(risk, order.orderId);
	Object.assign(order, terms, { marginMinor: risk.actionClass === 'INCREASE' && typeof risk.margin === 'number' ? risk.margin : 0 });
	out.order(account, order);
}

function sendReplace(scope: Scope, input: { readonly order: Order; readonly terms: Terms; readonly risk: RiskInput }): void {
	const { account, out } = scope;
	const { order, terms, risk } = input;
	const { price, limitPrice, sl, tp } = terms;
	// The checks valued the leaves; an order keeps the margin of all of it.
	const leaves = order.qty - order.filledQty;
	const margin = risk.actionClass === 'INCREASE' && typeof risk.margin === 'number' ? risk.margin : 0;
	const marginMinor = leaves > 0 ? (mulDiv(margin, { times: order.qty, over: leaves }) ?? margin) : margin;
	order.replacement = { price, limitPrice, sl, tp, marginMinor };
	takeTokens(risk);
	if (risk.actionClass === 'INCREASE') rememberOrder(risk, order.orderId);
	movePending(order, 'sendReplace');
	const numbers = nextRequest(scope, { order, request: 'replaced' });
	out.order(account, order);
	const sent = { price: price ?? 0, limitPrice: limitPrice ?? 0, sl: sl ?? 0, tp: tp ?? 0 };
	out.send(account, sendOf(order, { ...numbers, action: 'MODIFY', ...sent }));
}
