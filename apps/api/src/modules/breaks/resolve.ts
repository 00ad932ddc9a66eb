import type { BreakChoice } from '@meridian/core';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { envelopeOf } from '../../gateway/link.ts';
import { accountNotFound, accountOf, isProblem } from '../orders/parse.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { forbidden, gatewayUnavailable, outcomeUnknown, userError } from '../shared/user-errors.ts';
import type { ResolveBreakSuccess } from './mutations.ts';

export type ResolveBreakInput = { readonly accountId: string; readonly breakSeq: bigint; readonly choice: BreakChoice };

/** An operator's choice about an open break: a journalled command, written to the admin audit once the engine has taken it. */
export async function resolveBreak(context: ApiContext, input: ResolveBreakInput) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'BREAK_RESOLVE')) return forbidden('Only a risk officer or an administrator may resolve breaks.');
	// A halt is never held up; the venue's word changes the books.
	const tooOld = input.choice === 'ACCEPT_VENUE' ? proofTooOld(context) : null;
	if (tooOld !== null) return tooOld;
	const account = accountOf(await context.app.directory.of(tenantId), input.accountId);
	if (isProblem(account)) return accountNotFound();
	if (input.breakSeq < 1n || input.breakSeq > BigInt(Number.MAX_SAFE_INTEGER)) return breakNotFound();
	const { choice } = input;
	const breakSeq = Number(input.breakSeq);
	const answer = await context.app.gateway.request('ResolveBreak', { ...envelopeOf(context), accountId: account.id, breakSeq, choice });
	if (answer.kind === 'unavailable') return gatewayUnavailable();
	if (answer.kind === 'unknown') return outcomeUnknown('', 'the choice may or may not be in force. Look at the break and choose again.');
	if (answer.message.name === 'Refused') {
		const { code, message } = answer.message.body;
		context.log.warn({ code, accountId: account.id, breakSeq, choice }, 'choice about a break refused by the gateway');
		if (code === 'NOT_ALLOWED') return forbidden(message);
		if (code === 'UNKNOWN_BREAK') return breakNotFound();
		return userError('GatewayUnavailable', { code, message: `Nothing was changed (${code}): ${message}` });
	}
	await audit(context, { action: 'BREAK_RESOLVED', tenantId, userId, detail: { accountId: account.id, breakSeq, choice } });
	context.log.info({ accountId: account.id, breakSeq, choice, userId }, 'a break was decided');
	return { __typename: 'ResolveBreakSuccess', choice } satisfies ResolveBreakSuccess;
}

const breakNotFound = () =>
	userError('NotFound', {
		code: 'BREAK_NOT_FOUND',
		message: 'There is no such open break in this account. Ask for "breaks" with open: true.',
		path: ['input', 'breakSeq'],
	});
