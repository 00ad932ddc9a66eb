import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { intId } from '../../graphql/ids.ts';
import { findAccount } from '../accounts/service.ts';
import type { AccountModel } from '../accounts/types.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import type { BrokerLine } from './enums.ts';
import type { SetBrokerLineSuccess } from './mutations.ts';

/** The plug of one account's terminal; null where this is not the demo or the line process can't be reached. */
export async function brokerLineOf(context: ApiContext, account: Pick<AccountModel, 'server' | 'login'>): Promise<BrokerLine | null> {
	const { line } = context.app;
	if (!line) return null;
	const states = await context.memo.get('brokerLines', { ttlMs: 500, load: () => line.states() });
	return states?.get(`${account.server}:${account.login}`) ?? null;
}

export async function setBrokerLine(context: ApiContext, input: { readonly accountId: string; readonly line: BrokerLine }) {
	const viewer = viewerOf(context);
	if (!context.app.line)
		return userError('Forbidden', { code: 'NOT_A_DEMO', message: "This is not the demo: nobody may cut the broker's line from here." });
	if (!may(context, 'DEMO_LINE')) return forbidden("You may not cut or restore the broker's line.");
	const account = await findAccount(context, intId('Account', input.accountId));
	if (!account)
		return userError('NotFound', { code: 'ACCOUNT_NOT_FOUND', message: 'There is no such account.', path: ['input', 'accountId'] });
	if (!(await context.app.line.set(account.login, input.line))) {
		return userError('GatewayUnavailable', {
			code: 'BROKER_LINE_UNAVAILABLE',
			message: 'The broker line does not answer, so nothing was changed. Try again in a moment.',
		});
	}
	await audit(context, {
		action: 'BROKER_LINE_SET',
		tenantId: viewer.tenantId,
		userId: viewer.userId,
		detail: { accountId: account.id, line: input.line },
	});
	return { __typename: 'SetBrokerLineSuccess', account } satisfies SetBrokerLineSuccess;
}
