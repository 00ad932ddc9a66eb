import type { AccountMode } from '@meridian/core';
import { formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { toInt } from '../../graphql/ids.ts';
import { brokerLineEnum } from '../demo/enums.ts';
import { brokerLineOf } from '../demo/service.ts';
import { accountModeEnum } from '../shared/enums.ts';
import { findAccount, valuationOf } from './service.ts';

export type AccountModel = {
	readonly __typename: 'Account';
	readonly id: number;
	readonly name: string;
	readonly mode: AccountMode;
	readonly currency: string;
	readonly currencyDigits: number;
	readonly server: string;
	readonly login: bigint;
	readonly link: boolean;
	readonly reconciled: boolean;
	readonly tradeAllowed: boolean;
	readonly balanceMinor: bigint;
	/** As the venue last said; null before it has. */
	readonly venueEquityMinor: bigint | null;
	readonly venueMarginMinor: bigint | null;
	readonly realisedMinor: bigint;
	readonly lastSeq: bigint;
};

const money = (account: AccountModel, minor: bigint | null): string | null =>
	minor === null ? null : formatScaled(minor, account.currencyDigits);

export const accountRef = builder.objectRef<AccountModel>('Account');
builder.node(accountRef, {
	id: { resolve: (account) => account.id },
	loadOne: (id, context) => findAccount(context, toInt(id)),
	fields: (t) => ({
		seq: t.expose('lastSeq', { type: 'BigInt', description: 'Of its newest event: give it as afterSeq to hear what comes from here on.' }),
		name: t.exposeString('name'),
		mode: t.expose('mode', { type: accountModeEnum }),
		currency: t.exposeString('currency'),
		server: t.exposeString('server'),
		login: t.expose('login', { type: 'BigInt' }),
		link: t.exposeBoolean('link', { description: 'Gateway <-> terminal.' }),
		reconciled: t.exposeBoolean('reconciled'),
		tradeAllowed: t.exposeBoolean('tradeAllowed'),
		brokerLine: t.field({
			type: brokerLineEnum,
			nullable: true,
			description: '"plugged", "unplugged", or null where it is not the demo.',
			resolve: (account, _args, context) => brokerLineOf(context, account),
		}),
		balance: t.field({ type: 'Decimal', resolve: (account) => formatScaled(account.balanceMinor, account.currencyDigits) }),
		equity: t.field({
			type: 'Decimal',
			nullable: true,
			resolve: async (account, _args, context) => money(account, (await valuationOf(context, account)).equityMinor),
		}),
		margin: t.field({ type: 'Decimal', nullable: true, resolve: (account) => money(account, account.venueMarginMinor) }),
		realisedPnl: t.field({ type: 'Decimal', resolve: (account) => formatScaled(account.realisedMinor, account.currencyDigits) }),
		unrealisedPnl: t.field({
			type: 'Decimal',
			nullable: true,
			resolve: async (account, _args, context) => money(account, (await valuationOf(context, account)).unrealisedMinor),
		}),
	}),
});
