import { builder } from '../../graphql/builder.ts';
import { findAccount } from '../accounts/service.ts';
import { type AccountModel, accountRef } from '../accounts/types.ts';

/** A credential of direct order entry. Never its secret: that is shown once, by the mutation that makes it. */
export type CredentialModel = {
	readonly __typename: 'TradingCredential';
	readonly id: string;
	readonly name: string;
	readonly actsAs: string;
	readonly accountIds: readonly number[];
	readonly mayTrade: boolean;
	readonly ordersPerSecond: number;
	readonly createdAt: Date;
	readonly revokedAt: Date | null;
};

export const credentialRef = builder.objectRef<CredentialModel>('TradingCredential').implement({
	fields: (t) => ({
		credentialId: t.exposeString('id'),
		name: t.exposeString('name'),
		actsAs: t.exposeString('actsAs', {
			description: 'E-mail of the user whose orders these are; where that user may not trade, the engine denies them.',
		}),
		accounts: t.field({
			type: [accountRef],
			resolve: async ({ accountIds }, _args, context) => {
				const accounts = await Promise.all(accountIds.map((id) => findAccount(context, id)));
				return accounts.filter((account): account is AccountModel => account !== null);
			},
		}),
		mayTrade: t.exposeBoolean('mayTrade', {
			description: 'False: a drop copy, which reads everything of its accounts and commands nothing.',
		}),
		ordersPerSecond: t.exposeInt('ordersPerSecond'),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		revokedAt: t.expose('revokedAt', { type: 'DateTime', nullable: true }),
	}),
});
