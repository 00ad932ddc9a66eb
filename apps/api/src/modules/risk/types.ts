import { formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { haltRef } from '../halts/types.ts';
import { limitSetRef } from '../limits/types.ts';
import type { DenialCounts } from './denials.ts';
import type { CurrencyExposure } from './exposure.ts';
import type { ExposureModel, NamedGroup } from './holdings.ts';
import type { DenialsModel } from './service.ts';
import type { RiskModel } from './stream.ts';

const money = (value: bigint | null): string | null => (value === null ? null : formatScaled(value, 2));
const exposureLevelEnum = builder.enumType('ExposureLevel', { values: ['DESK', 'ACCOUNT', 'INSTRUMENT'] as const });

const currencyRef = builder.objectRef<CurrencyExposure>('CurrencyExposure').implement({
	fields: (t) => ({
		currency: t.exposeString('currency'),
		net: t.field({ type: 'Decimal', description: 'In this currency; below zero it is owed.', resolve: ({ net }) => formatScaled(net, 2) }),
		gross: t.field({ type: 'Decimal', description: 'All legs without their signs.', resolve: ({ gross }) => formatScaled(gross, 2) }),
	}),
});
const groupRef = builder.objectRef<NamedGroup>('GroupExposure').implement({
	description:
		'What desk, account or instrument holds, in the tenant’s currency. Null: something could not be valued, for want of a quote.',
	fields: (t) => ({
		level: t.expose('level', { type: exposureLevelEnum }),
		subjectId: t.exposeInt('subjectId', { description: 'As in the limits.' }),
		name: t.exposeString('name'),
		positions: t.exposeInt('positions'),
		long: t.field({ type: 'Decimal', nullable: true, resolve: ({ long }) => money(long) }),
		short: t.field({ type: 'Decimal', nullable: true, resolve: ({ short }) => money(short) }),
		net: t.field({
			type: 'Decimal',
			nullable: true,
			resolve: ({ long, short }) => money(long === null || short === null ? null : long - short),
		}),
	}),
});
export const exposureRef = builder.objectRef<ExposureModel>('Exposure').implement({
	description: 'Of open positions, at the prices at which they would be closed; without a quote at those at which they were opened.',
	fields: (t) => ({
		currency: t.exposeString('currency', { description: 'The tenant’s, in which desks, accounts and instruments are told.' }),
		currencies: t.field({ type: [currencyRef], resolve: ({ currencies }) => [...currencies] }),
		groups: t.field({ type: [groupRef], resolve: ({ groups }) => [...groups] }),
	}),
});

export const riskRef = builder.objectRef<RiskModel>('Risk').implement({
	description: 'What is held, how much of the limits is in use, and where trading is halted, all of one moment.',
	fields: (t) => ({
		exposure: t.expose('exposure', { type: exposureRef }),
		limits: t.field({ type: [limitSetRef], resolve: ({ limits }) => [...limits] }),
		halts: t.field({ type: [haltRef], resolve: ({ halts }) => [...halts] }),
	}),
});

const countsRef = builder.objectRef<DenialCounts>('DenialCounts').implement({
	fields: (t) => ({
		code: t.exposeString('code'),
		total: t.exposeInt('total'),
		counts: t.intList({ description: 'Per bucket, oldest first.', resolve: ({ counts }) => [...counts] }),
	}),
});
export const denialsRef = builder.objectRef<DenialsModel>('Denials').implement({
	fields: (t) => ({
		from: t.expose('from', { type: 'DateTime' }),
		bucketMinutes: t.exposeFloat('bucketMinutes'),
		isComplete: t.exposeBoolean('isComplete', { description: 'False: there were more than 20,000, and only the newest are counted.' }),
		codes: t.field({ type: [countsRef], description: 'Most frequent first.', resolve: ({ codes }) => [...codes] }),
	}),
});
