import type { RefusalCode } from '@meridian/core';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import type { TenantDirectory } from '../../directory.ts';
import type { GatewayAnswer } from '../../gateway/link.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { bigId } from '../../graphql/ids.ts';
import { forbidden, gatewayUnavailable, outcomeUnknown, userError } from '../shared/user-errors.ts';
import { orderNotFound } from './cancel.ts';
import { orderFromReply } from './model.ts';
import { clientOrderIdProblem, decimalAt, isProblem } from './parse.ts';
import type { AmendOrderSuccess, OrderDenied } from './results.ts';
import { findOrder } from './service.ts';

export type AmendOrderInput = {
	readonly orderId: string;
	readonly amendId: string;
	readonly quantity?: string | null | undefined;
	readonly price?: string | null | undefined;
	readonly limitPrice?: string | null | undefined;
	readonly stopLoss?: string | null | undefined;
	readonly takeProfit?: string | null | undefined;
};

/** Asks the venue for new terms of a working order. The order shows them once the venue has them in force. */
export async function amendOrder(context: ApiContext, input: AmendOrderInput) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'ORDER_PLACE')) return forbidden('Your role may not amend orders.');
	const problem = clientOrderIdProblem(input.amendId, 'amendId');
	if (problem) return problem;
	const id = bigId('Order', input.orderId);
	if (id === null || id > BigInt(Number.MAX_SAFE_INTEGER)) return orderNotFound();
	const [directory, row] = await Promise.all([context.app.directory.of(tenantId), findOrder(context, id)]);
	// Without a row there is no instrument to read the numbers by; an order that the venue can amend has long been written.
	if (row === null || row.instrument === null) return orderNotFound();
	const { priceDigits, qtyDigits } = row.instrument;
	const qty = decimalAt('quantity', { text: input.quantity, digits: qtyDigits });
	if (isProblem(qty)) return qty;
	const price = decimalAt('price', { text: input.price, digits: priceDigits });
	if (isProblem(price)) return price;
	const limitPrice = decimalAt('limitPrice', { text: input.limitPrice, digits: priceDigits });
	if (isProblem(limitPrice)) return limitPrice;
	const sl = stopAt('stopLoss', { text: input.stopLoss, digits: priceDigits });
	if (isProblem(sl)) return sl;
	const tp = stopAt('takeProfit', { text: input.takeProfit, digits: priceDigits });
	if (isProblem(tp)) return tp;
	const terms = { accountId: row.accountId, orderId: Number(id), amendId: input.amendId, qty, price, limitPrice, sl, tp };
	const answer = await context.app.gateway.request('AmendOrder', { ...envelopeOf(context), ...terms });
	context.log.info({ accountId: row.accountId, orderId: Number(id), amendId: input.amendId, outcome: answer.kind }, 'amendOrder');
	return answerOf(answer, { context, directory, clientOrderId: row.clientOrderId });
}

/** Absent: as it is (null to the engine). null: none (0 to the engine). */
function stopAt(field: string, input: { readonly text: string | null | undefined; readonly digits: number }) {
	return input.text === null ? 0 : decimalAt(field, input);
}

function answerOf(
	answer: GatewayAnswer,
	input: { readonly context: ApiContext; readonly directory: TenantDirectory; readonly clientOrderId: string },
) {
	const { context, directory, clientOrderId } = input;
	if (answer.kind === 'unavailable') return gatewayUnavailable();
	if (answer.kind === 'unknown')
		return outcomeUnknown(
			clientOrderId,
			'the amend may or may not be on its way. Send the same request with the same amendId to find out.',
		);
	const { message } = answer;
	if (message.name === 'Refused') return refusal(message.body, context);
	if (message.name !== 'OrderReply') throw new Error(`the gateway answered an amend with ${message.name}`);
	if (message.body.tenantId !== directory.tenantId) throw new Error('the gateway answered with an order of another tenant');
	const { denial, ...order } = orderFromReply(message.body, directory);
	if (denial !== null) {
		context.log.info({ orderId: message.body.orderId, code: denial.code }, 'amend denied');
		const { code, message: text } = denial;
		return {
			...userError('OrderDenied', { code, message: text, path: ['input'] }),
			denial,
			order: { ...order, denial: null },
		} satisfies OrderDenied;
	}
	return { __typename: 'AmendOrderSuccess', order: { ...order, denial }, duplicate: message.body.duplicate } satisfies AmendOrderSuccess;
}

function refusal({ code, message }: { readonly code: string; readonly message: string }, context: ApiContext) {
	switch (code as RefusalCode) {
		case 'AMEND_ID_REUSED':
			return userError('AmendIdReused', {
				code,
				message: 'This amendId already names an amend with other terms. Use a new id for a new amend.',
				path: ['input', 'amendId'],
			});
		case 'NOT_AMENDABLE':
			return userError('NotAmendable', { code, message, path: ['input', 'orderId'] });
		case 'INVALID_REQUEST':
			return userError('InvalidInput', { code, message, path: ['input'] });
		case 'UNKNOWN_ORDER':
		case 'UNKNOWN_ACCOUNT':
			return orderNotFound();
		case 'NOT_ALLOWED':
			return forbidden(message);
		default:
			context.log.warn({ code }, 'amend refused by the gateway');
			return userError('GatewayUnavailable', { code, message: `Nothing was sent (${code}): ${message}` });
	}
}
