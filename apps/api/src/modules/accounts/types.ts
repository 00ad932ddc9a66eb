import type { AccountMode } from '@meridian/core';
import { formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { toInt } from '../../graphql/ids.ts';
import { brokerLineEnum } from '../demo/enums.ts';
import { brokerLineOf } from '../demo/service.ts';
import { divideRounded } from '../positions/pnl.ts';
import { accountModeEnum } from '../shared/enums.ts';
import { findAccount, type Valuation, valuationOf } from './service.ts';

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
	/** Where it was worked out with the account, as a stream does. */
	readonly valuation?: Valuation | undefined;
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
		freeMargin: t.field({
			type: 'Decimal',
			nullable: true,
			description: 'Equity less margin; null where either is unknown.',
			resolve: async (account, _args, context) => {
				const { equityMinor } = await valuationOf(context, account);
				return equityMinor === null || account.venueMarginMinor === null ? null : money(account, equityMinor - account.venueMarginMinor);
			},
		}),
		marginLevel: t.field({
			type: 'Decimal',
			nullable: true,
			description: 'Equity in percent of margin, to a hundredth; null where either is unknown, and where there is no margin.',
			resolve: async (account, _args, context) => {
				const { equityMinor } = await valuationOf(context, account);
				const margin = account.venueMarginMinor ?? 0n;
				return equityMinor === null || margin <= 0n ? null : formatScaled(divideRounded(equityMinor * 10_000n, margin), 2);
			},
		}),
		realisedPnl: t.field({ type: 'Decimal', resolve: (account) => formatScaled(account.realisedMinor, account.currencyDigits) }),
		unrealisedPnl: t.field({
			type: 'Decimal',
			nullable: true,
			resolve: async (account, _args, context) => money(account, (await valuationOf(context, account)).unrealisedMinor),
		}),
	}),
});
