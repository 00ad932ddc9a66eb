import type { Side } from '@meridian/core';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { forbidden, gatewayUnavailable, outcomeUnknown, userError } from '../shared/user-errors.ts';
import { accountNotFound, accountOf, instrumentOf, isProblem } from './parse.ts';
import type { CancelOrdersSuccess } from './results.ts';

export type CancelOrdersInput = {
	readonly accountId: string;
	readonly instrumentId?: string | null | undefined;
	readonly side?: Side | null | undefined;
};

/** Cancels every working order of an account that matches, by one command. */
export async function cancelOrders(context: ApiContext, input: CancelOrdersInput) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'ORDER_CANCEL')) return forbidden('Your role may not cancel orders.');
	const directory = await context.app.directory.of(tenantId);
	const account = accountOf(directory, input.accountId);
	if (isProblem(account)) return accountNotFound();
	const instrument = input.instrumentId == null ? null : instrumentOf(directory, input.instrumentId);
	if (instrument !== null && isProblem(instrument))
		return userError('NotFound', { code: instrument.code, message: instrument.message, path: instrument.path });
	const filter = { accountId: account.id, instrumentId: instrument?.id ?? 0, side: input.side ?? '' };
	const answer = await context.app.gateway.request('CancelOrders', { ...envelopeOf(context), ...filter });
	context.log.info({ ...filter, outcome: answer.kind }, 'cancelOrders');
	if (answer.kind === 'unavailable') return gatewayUnavailable();
	if (answer.kind === 'unknown') return outcomeUnknown('', 'the cancels may or may not be on their way. Look at the orders and ask again.');
	const { message } = answer;
	if (message.name === 'CancelOrdersReply') {
		const { sent, notReady } = message.body;
		return { __typename: 'CancelOrdersSuccess', sent, notReady } satisfies CancelOrdersSuccess;
	}
	if (message.name !== 'Refused') throw new Error(`the gateway answered a cancel of all with ${message.name}`);
	const { code, message: text } = message.body;
	if (code === 'UNKNOWN_ACCOUNT') return accountNotFound();
	if (code === 'NOT_ALLOWED') return forbidden(text);
	context.log.warn({ code }, 'cancel of all refused by the gateway');
	return userError('GatewayUnavailable', { code, message: `Nothing was sent (${code}): ${text}` });
}
