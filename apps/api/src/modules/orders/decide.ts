import { type ApiContext, may, viewerOf } from '../../context.ts';
import { envelopeOf, type GatewayAnswer } from '../../gateway/link.ts';
import { bigId } from '../../graphql/ids.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { answerOfOrder } from './answer.ts';
import { orderNotFound } from './cancel.ts';
import { findOrder } from './service.ts';

/** The second person's word on an order that is held. A yes runs all checks again; the answer is the order as it is then. */
export function decideOrder(context: ApiContext, input: { readonly orderId: string; readonly approved: boolean }) {
	if (!may(context, 'ORDER_APPROVE')) return forbidden('Your role may not approve orders.');
	return about(context, input.orderId, (where) => context.app.gateway.request('DecideOrder', { ...where, approved: input.approved }));
}

/** An operator's word that an order of unknown fate never came to be, where the evidence allows it. */
export function presumeOrderAbsent(context: ApiContext, orderId: string) {
	if (!may(context, 'TENANT_HALT')) return forbidden('Your role may not settle orders of unknown fate.');
	return about(context, orderId, (where) => context.app.gateway.request('PresumeAbsent', where));
}

type Where = ReturnType<typeof envelopeOf> & { readonly accountId: number; readonly orderId: number };

async function about(context: ApiContext, globalId: string, ask: (where: Where) => Promise<GatewayAnswer>) {
	const { tenantId } = viewerOf(context);
	const id = bigId('Order', globalId);
	if (id === null || id > BigInt(Number.MAX_SAFE_INTEGER)) return orderNotFound();
	const [directory, row] = await Promise.all([context.app.directory.of(tenantId), findOrder(context, id)]);
	if (row === null) return orderNotFound();
	const answer = await ask({ ...envelopeOf(context), accountId: row.accountId, orderId: Number(id) });
	context.log.info({ orderId: Number(id), outcome: answer.kind }, 'decision on an order');
	if (answer.kind === 'reply' && answer.message.name === 'Refused') {
		const { code, message } = answer.message.body;
		if (code === 'NOT_HELD' || code === 'NOT_UNKNOWN' || code === 'NOT_READY')
			return userError('InvalidInput', { code, message, path: ['input', 'orderId'] });
	}
	return answerOfOrder(answer, { context, directory, clientOrderId: row.clientOrderId });
}
