import { type Level, levels } from '@meridian/core';
import { builder } from '../../graphql/builder.ts';

export type LimitValueModel = { readonly name: string; readonly value: number | null; readonly used: number | null };
export type LimitChangeModel = {
	readonly id: number;
	readonly level: Level;
	readonly subjectId: number;
	readonly baseVersion: number;
	readonly status: string;
	readonly proposedBy: string;
	readonly isOwn: boolean;
	readonly proposedAt: Date;
	readonly decidedBy: string | null;
	readonly decidedAt: Date | null;
	/** What it would change, and nothing else. */
	readonly values: readonly LimitValueModel[];
};
export type LimitSetModel = {
	readonly level: Level;
	readonly subjectId: number;
	readonly name: string;
	readonly version: number;
	readonly limits: readonly LimitValueModel[];
	readonly pending: readonly LimitChangeModel[];
};

export const limitLevelEnum = builder.enumType('LimitLevel', { values: levels });

const big = (value: number | null): bigint | null => (value === null ? null : BigInt(value));

export const limitValueRef = builder.objectRef<LimitValueModel>('LimitValue').implement({
	fields: (t) => ({
		name: t.exposeString('name'),
		value: t.field({
			type: 'BigInt',
			nullable: true,
			description: 'In the unit that its name ends with; money in minor units. Null: none is set, which at the account denies.',
			resolve: ({ value }) => big(value),
		}),
		used: t.field({
			type: 'BigInt',
			nullable: true,
			description: 'How much of it is in use, where rows can tell. The engine alone judges orders.',
			resolve: ({ used }) => big(used),
		}),
	}),
});

export const limitChangeRef = builder.objectRef<LimitChangeModel>('LimitChange').implement({
	fields: (t) => ({
		changeId: t.exposeInt('id'),
		level: t.expose('level', { type: limitLevelEnum }),
		subjectId: t.exposeInt('subjectId'),
		baseVersion: t.exposeInt('baseVersion', { description: 'The version that it was made from; once another is in force it is stale.' }),
		status: t.exposeString('status', { description: 'PROPOSED, APPLIED or REJECTED.' }),
		proposedBy: t.exposeString('proposedBy'),
		isOwn: t.exposeBoolean('isOwn', { description: 'Proposed by who asks, who may then not decide it.' }),
		proposedAt: t.expose('proposedAt', { type: 'DateTime' }),
		decidedBy: t.exposeString('decidedBy', { nullable: true }),
		decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true }),
		values: t.expose('values', { type: [limitValueRef] }),
	}),
});

export const limitSetRef = builder.objectRef<LimitSetModel>('LimitSet').implement({
	fields: (t) => ({
		level: t.expose('level', { type: limitLevelEnum }),
		subjectId: t.exposeInt('subjectId', { description: 'Of the tenant 0; else the id of desk, account, strategy, instrument or user.' }),
		name: t.exposeString('name'),
		version: t.exposeInt('version', { description: '0: nobody ever set any here.' }),
		limits: t.expose('limits', { type: [limitValueRef] }),
		pending: t.expose('pending', { type: [limitChangeRef] }),
	}),
});
