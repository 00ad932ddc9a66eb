import type { Contingency } from '@meridian/core';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { orderQuota } from '../../quotas/guard.ts';
import { forbidden, gatewayUnavailable, outcomeUnknown, userError } from '../shared/user-errors.ts';
import { refusal } from './answer.ts';
import { orderFromReply } from './model.ts';
import { clientOrderIdProblem, isProblem } from './parse.ts';
import { orderTerms, type PlaceOrderInput } from './place.ts';
import type { PlaceOrderGroupSuccess } from './results.ts';

export type PlaceOrderGroupInput = { readonly contingency: Contingency; readonly orders: readonly PlaceOrderInput[] };

/** Orders that depend on each other, all or none, in one account. */
export async function placeOrderGroup(context: ApiContext, input: PlaceOrderGroupInput) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'ORDER_PLACE')) return forbidden('Your role may not place orders.');
	const [first] = input.orders;
	if (first === undefined || input.orders.some(({ accountId }) => accountId !== first.accountId))
		return userError('InvalidInput', {
			code: 'INVALID_GROUP',
			message: 'A group has two to four orders of one account.',
			path: ['input', 'orders'],
		});
	const directory = await context.app.directory.of(tenantId);
	const legs = [];
	for (const order of input.orders) {
		const problem = clientOrderIdProblem(order.clientOrderId);
		if (problem) return problem;
		const terms = orderTerms(directory, order);
		if (isProblem(terms)) return terms;
		legs.push({ ...terms, clientOrderId: order.clientOrderId });
	}
	const full = await orderQuota(context, legs.length);
	if (full !== null) return full;
	const { contingency } = input;
	const accountId = legs[0]?.accountId ?? 0;
	const answer = await context.app.gateway.request('PlaceOrderGroup', { ...envelopeOf(context), accountId, contingency, orders: legs });
	context.log.info({ accountId, contingency, orders: legs.length, outcome: answer.kind }, 'placeOrderGroup');
	if (answer.kind === 'unavailable') return gatewayUnavailable();
	if (answer.kind === 'unknown')
		return outcomeUnknown(
			first.clientOrderId,
			'the orders may or may not exist. Send the same request with the same clientOrderIds to find out.',
		);
	const { message } = answer;
	if (message.name === 'Refused') return refusal(message.body.code, message.body.message);
	if (message.name !== 'OrderGroupReply') throw new Error(`the gateway answered a group with ${message.name}`);
	const { accountSeq, duplicate, journalSeq, requestId } = message.body;
	const orders = message.body.orders.map((order) => {
		if (order.tenantId !== directory.tenantId) throw new Error('the gateway answered with an order of another tenant');
		return orderFromReply({ ...order, accountSeq, duplicate, journalSeq, requestId }, directory);
	});
	return { __typename: 'PlaceOrderGroupSuccess', orders, duplicate } satisfies PlaceOrderGroupSuccess;
}
