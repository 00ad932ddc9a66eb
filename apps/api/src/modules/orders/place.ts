import type { OrderType, Side, TimeInForce, TrailUnit } from '@meridian/core';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import type { TenantDirectory } from '../../directory.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { orderQuota } from '../../quotas/guard.ts';
import { forbidden } from '../shared/user-errors.ts';
import { answerOfOrder } from './answer.ts';
import { accountOf, clientOrderIdProblem, decimalAt, instrumentOf, isProblem, strategyOf } from './parse.ts';

/** PlaceOrderInput of the schema. */
export type PlaceOrderInput = {
	readonly accountId: string;
	readonly instrumentId: string;
	readonly clientOrderId: string;
	readonly side: Side;
	readonly type: OrderType;
	readonly timeInForce?: TimeInForce | null | undefined;
	readonly expiresAt?: Date | null | undefined;
	readonly quantity: string;
	readonly price?: string | null | undefined;
	readonly limitPrice?: string | null | undefined;
	readonly stopLoss?: string | null | undefined;
	readonly takeProfit?: string | null | undefined;
	readonly positionTicket?: bigint | null | undefined;
	readonly reduceOnly?: boolean | null | undefined;
	readonly postOnly?: boolean | null | undefined;
	readonly bracket?: boolean | null | undefined;
	readonly trailBy?: TrailUnit | null | undefined;
	readonly trailDistance?: string | null | undefined;
	readonly strategyId?: number | null | undefined;
};

/** The input as the gateway's integers, or what is wrong with it. Limits and steps are the engine's business, not checked here. */
export function orderTerms(directory: TenantDirectory, input: PlaceOrderInput) {
	const account = accountOf(directory, input.accountId);
	if (isProblem(account)) return account;
	const instrument = instrumentOf(directory, input.instrumentId);
	if (isProblem(instrument)) return instrument;
	const qty = decimalAt('quantity', { text: input.quantity, digits: instrument.qtyDigits });
	if (isProblem(qty)) return qty;
	const price = decimalAt('price', { text: input.price, digits: instrument.priceDigits });
	if (isProblem(price)) return price;
	const limitPrice = decimalAt('limitPrice', { text: input.limitPrice, digits: instrument.priceDigits });
	if (isProblem(limitPrice)) return limitPrice;
	const sl = decimalAt('stopLoss', { text: input.stopLoss, digits: instrument.priceDigits });
	if (isProblem(sl)) return sl;
	const tp = decimalAt('takeProfit', { text: input.takeProfit, digits: instrument.priceDigits });
	if (isProblem(tp)) return tp;
	const trailDigits = input.trailBy === 'PRICE' ? instrument.priceDigits : 0;
	const trailDistance = decimalAt('trailDistance', { text: input.trailDistance, digits: trailDigits });
	if (isProblem(trailDistance)) return trailDistance;
	const strategyId = strategyOf(input.strategyId ?? null);
	if (isProblem(strategyId)) return strategyId;
	return {
		accountId: account.id,
		instrumentId: instrument.id,
		side: input.side,
		type: input.type,
		tif: input.timeInForce ?? (input.expiresAt == null ? 'GTC' : 'GTD'),
		expiresAtMs: input.expiresAt?.getTime() ?? null,
		qty: qty ?? 0,
		price,
		limitPrice,
		sl,
		tp,
		positionTicket: input.positionTicket ?? 0n,
		reduceOnly: input.reduceOnly ?? false,
		postOnly: input.postOnly ?? false,
		bracket: input.bracket ?? false,
		trailBy: input.trailBy ?? '',
		trailDistance,
		strategyId,
	};
}

export async function placeOrder(context: ApiContext, input: PlaceOrderInput) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'ORDER_PLACE'))
		return forbidden('Your role may not place orders. Ask an administrator of your organisation for the trader role.');
	const problem = clientOrderIdProblem(input.clientOrderId);
	if (problem) return problem;
	const directory = await context.app.directory.of(tenantId);
	const terms = orderTerms(directory, input);
	if (isProblem(terms)) return terms;
	// What can only reduce is never held up by a plan.
	const full = terms.reduceOnly || terms.positionTicket > 0n ? null : await orderQuota(context, 1);
	if (full !== null) return full;
	const answer = await context.app.gateway.request('PlaceOrder', { ...envelopeOf(context), ...terms, clientOrderId: input.clientOrderId });
	context.log.info({ accountId: terms.accountId, clientOrderId: input.clientOrderId, outcome: answer.kind }, 'placeOrder');
	return answerOfOrder(answer, { context, directory, clientOrderId: input.clientOrderId });
}
