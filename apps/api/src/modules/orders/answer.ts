import type { RefusalCode } from '@meridian/core';
import type { ApiContext } from '../../context.ts';
import type { TenantDirectory } from '../../directory.ts';
import type { GatewayAnswer } from '../../gateway/link.ts';
import { forbidden, gatewayUnavailable, outcomeUnknown, userError } from '../shared/user-errors.ts';
import { orderFromReply } from './model.ts';
import { accountNotFound } from './parse.ts';
import type { OrderDenied, PlaceOrderSuccess } from './results.ts';

const unknownAdvice =
	'the order may or may not exist. Send the same request with the same clientOrderId to find out; do not use another id.';

/** The gateway's answer to an order as the member of PlaceOrderResult that tells it. */
export function answerOfOrder(
	answer: GatewayAnswer,
	input: { readonly context: ApiContext; readonly directory: TenantDirectory; readonly clientOrderId: string },
) {
	const { context, directory, clientOrderId } = input;
	if (answer.kind === 'unavailable') return gatewayUnavailable();
	if (answer.kind === 'unknown') return outcomeUnknown(clientOrderId, unknownAdvice);
	const { message } = answer;
	if (message.name === 'Refused') return refusal(message.body.code, message.body.message);
	if (message.name !== 'OrderReply') throw new Error(`the gateway answered an order with ${message.name}`);
	if (message.body.tenantId !== directory.tenantId) throw new Error('the gateway answered with an order of another tenant');
	const order = orderFromReply(message.body, directory);
	if (order.denial) {
		context.log.info({ orderId: message.body.orderId, code: order.denial.code }, 'order denied');
		const { code, message: text } = order.denial;
		return { ...userError('OrderDenied', { code, message: text, path: ['input'] }), denial: order.denial, order } satisfies OrderDenied;
	}
	return { __typename: 'PlaceOrderSuccess', order, duplicate: message.body.duplicate } satisfies PlaceOrderSuccess;
}

/** The request itself could not be taken; no order exists. */
export function refusal(code: string, message: string) {
	switch (code as RefusalCode) {
		case 'CLIENT_ORDER_ID_REUSED':
			return userError('ClientOrderIdReused', {
				code,
				message: 'This clientOrderId already names an order with other terms. Use a new id for a new order.',
				path: ['input', 'clientOrderId'],
			});
		case 'UNKNOWN_ACCOUNT':
			return accountNotFound();
		case 'UNKNOWN_POSITION':
			return userError('NotFound', {
				code,
				message: 'There is no such open position on this account; it may just have been closed.',
				path: ['input', 'ticket'],
			});
		case 'UNKNOWN_ORDER':
			return userError('NotFound', { code, message: 'There is no such order.', path: ['input', 'orderId'] });
		case 'NOT_ALLOWED':
			return forbidden(message);
		case 'INVALID_REQUEST':
		case 'NOT_CANCELABLE':
			return userError('InvalidInput', { code, message, path: ['input'] });
		default:
			// UNKNOWN_TENANT, NOT_READY, STALE_CONFIG and whatever a newer gateway may say: nothing was done.
			return userError('GatewayUnavailable', {
				code,
				message: `The trading gateway is not ready for this organisation yet, so nothing was sent (${code}). Try again in a moment.`,
			});
	}
}
