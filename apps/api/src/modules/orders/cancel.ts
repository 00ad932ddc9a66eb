import { type ApiContext, may, viewerOf } from '../../context.ts';
import type { TenantDirectory } from '../../directory.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { bigId } from '../../graphql/ids.ts';
import { forbidden, gatewayUnavailable, outcomeUnknown, userError } from '../shared/user-errors.ts';
import { orderFromReply } from './model.ts';
import type { CancelOrderSuccess } from './results.ts';
import { findOrder } from './service.ts';

export const orderNotFound = () =>
	userError('NotFound', { code: 'ORDER_NOT_FOUND', message: 'There is no such order.', path: ['input', 'orderId'] });

/**
 * Asks the venue to cancel. Success says that the request is on its way: `order.pending` is CANCEL_SENT until the venue's evidence.
 * An order placed a moment ago may not be in the tables yet; then the engine, which knows its own orders, is asked per account.
 */
export async function cancelOrder(context: ApiContext, globalId: string) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'ORDER_CANCEL')) return forbidden('Your role may not cancel orders.');
	const id = bigId('Order', globalId);
	if (id === null || id > BigInt(Number.MAX_SAFE_INTEGER)) return orderNotFound();
	const directory = await context.app.directory.of(tenantId);
	const row = await findOrder(context, id);
	const target = { orderId: Number(id), clientOrderId: row?.clientOrderId ?? '', directory };
	for (const accountId of row ? [row.accountId] : directory.accounts.keys()) {
		const result = await cancelOn(context, { ...target, accountId });
		if (result.__typename !== 'NotFound') return result;
	}
	return orderNotFound();
}

async function cancelOn(
	context: ApiContext,
	target: { readonly accountId: number; readonly orderId: number; readonly clientOrderId: string; readonly directory: TenantDirectory },
) {
	const { accountId, orderId, clientOrderId, directory } = target;
	const answer = await context.app.gateway.request('CancelOrder', { ...envelopeOf(context), accountId, orderId });
	context.log.info({ accountId, orderId, outcome: answer.kind }, 'cancelOrder');
	if (answer.kind === 'unavailable') return gatewayUnavailable();
	if (answer.kind === 'unknown')
		return outcomeUnknown(clientOrderId, 'the cancel request may or may not be on its way. Look at the order and ask again.');
	const { message } = answer;
	if (message.name === 'OrderReply') {
		if (message.body.tenantId !== directory.tenantId) throw new Error('the gateway answered with an order of another tenant');
		return { __typename: 'CancelOrderSuccess', order: orderFromReply(message.body, directory) } satisfies CancelOrderSuccess;
	}
	if (message.name !== 'Refused') throw new Error(`the gateway answered a cancel with ${message.name}`);
	switch (message.body.code) {
		case 'NOT_CANCELABLE':
			return userError('NotCancelable', {
				code: 'NOT_CANCELABLE',
				message: message.body.message || 'This order is finished, or a request for it is already on its way.',
				path: ['input', 'orderId'],
			});
		case 'UNKNOWN_ORDER':
		case 'UNKNOWN_ACCOUNT':
			return orderNotFound();
		case 'NOT_ALLOWED':
			return forbidden(message.body.message);
		default:
			context.log.warn({ code: message.body.code }, 'cancel refused by the gateway');
			return gatewayUnavailable();
	}
}
