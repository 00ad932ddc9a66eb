import { haltLevels } from '@meridian/core';
import { builder } from '../../graphql/builder.ts';
import { encodeId } from '../../graphql/ids.ts';

/** Where the kill switch can be pressed: the whole tenant, or a part of it. */
export const switchLevels = ['TENANT', ...haltLevels] as const;
export type SwitchLevel = (typeof switchLevels)[number];

/** What works there: what a halt takes back, and what stays since it protects or closes. */
export type EffectModel = {
	readonly accounts: number;
	readonly entryOrders: number;
	readonly protectingOrders: number;
	readonly openPositions: number;
};
export type HaltModel = {
	readonly level: SwitchLevel;
	readonly subjectId: number;
	readonly name: string;
	readonly halted: boolean;
	/** Of an account alone. */
	readonly link: boolean | null;
	readonly changedAt: Date | null;
	readonly changedBy: string | null;
	readonly effect: EffectModel;
};

export const switchLevelEnum = builder.enumType('HaltLevel', { values: switchLevels });

const effectRef = builder.objectRef<EffectModel>('HaltEffect').implement({
	description: 'What works there now. The engine decides anew when the switch is pressed.',
	fields: (t) => ({
		accounts: t.exposeInt('accounts', { description: 'In which something of it is traded.' }),
		entryOrders: t.exposeInt('entryOrders', { description: 'Working orders that a halt takes back.' }),
		protectingOrders: t.exposeInt('protectingOrders', {
			description: 'Working orders that reduce what is held: they stay. So do stop losses and targets.',
		}),
		openPositions: t.exposeInt('openPositions', { description: 'They stay open.' }),
	}),
});

export const haltRef = builder.objectRef<HaltModel>('Halt').implement({
	fields: (t) => ({
		level: t.expose('level', { type: switchLevelEnum }),
		subjectId: t.exposeInt('subjectId', { description: 'Of the tenant 0; else the id of desk, account or strategy.' }),
		accountId: t.id({
			nullable: true,
			description: 'Of an account: its id in all other fields.',
			resolve: ({ level, subjectId }) => (level === 'ACCOUNT' ? encodeId('Account', subjectId) : null),
		}),
		name: t.exposeString('name'),
		halted: t.exposeBoolean('halted', { description: 'By itself: what is above it may be halted besides.' }),
		link: t.exposeBoolean('link', {
			nullable: true,
			description: 'Of an account: gateway <-> terminal. Without it, what a halt takes back is taken back once it is there again.',
		}),
		changedAt: t.expose('changedAt', { type: 'DateTime', nullable: true, description: 'Null where it never was, and of the tenant.' }),
		changedBy: t.exposeString('changedBy', { nullable: true }),
		effect: t.expose('effect', { type: effectRef }),
	}),
});
