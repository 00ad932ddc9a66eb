import { type BreakChoice, type BreakCode, breakChoices, breakCodes } from '@meridian/core';
import { builder } from '../../graphql/builder.ts';
import { accountAsked } from '../accounts/service.ts';
import { accountRef } from '../accounts/types.ts';
import { breakTexts } from './texts.ts';

/** Something between our books and the venue's that a person must see. */
export type BreakModel = {
	readonly accountId: number;
	readonly seq: bigint;
	readonly code: BreakCode;
	readonly orderId: bigint | null;
	readonly ticket: bigint | null;
	readonly at: Date;
	readonly resolvedAt: Date | null;
	readonly choice: BreakChoice | null;
	readonly resolvedBy: number | null;
};

const choiceTexts = {
	ACCEPT_VENUE: 'The venue is right: positions and balance become what it has, and a halt of the account ends.',
	RETRY: 'Ask the terminal for its whole picture again; the break ends if that settles it.',
	HALT: 'No new risk in this account until the venue’s word is accepted; what closes or protects goes on.',
} as const satisfies Record<BreakChoice, string>;
/** The words, described for whoever reads the schema. */
const described = <Word extends string>(words: readonly Word[], texts: Readonly<Record<Word, string>>) =>
	Object.fromEntries(words.map((word) => [word, { value: word, description: texts[word] }])) as Record<
		Word,
		{ readonly value: Word; readonly description: string }
	>;
export const breakCodeEnum = builder.enumType('BreakCode', { values: described(breakCodes, breakTexts) });
export const breakChoiceEnum = builder.enumType('BreakChoice', { values: described(breakChoices, choiceTexts) });

export const breakRef = builder.objectRef<BreakModel>('Break').implement({
	description: 'A difference between our books and the venue’s, or something that nobody here asked for.',
	fields: (t) => ({
		seq: t.expose('seq', { type: 'BigInt', description: 'The account’s sequence under which it was told; names it in resolveBreak.' }),
		account: t.field({ type: accountRef, resolve: ({ accountId }, _args, context, info) => accountAsked(context, accountId, info) }),
		code: t.expose('code', { type: breakCodeEnum }),
		explanation: t.string({ resolve: ({ code }) => breakTexts[code] }),
		orderId: t.expose('orderId', { type: 'BigInt', nullable: true }),
		ticket: t.expose('ticket', { type: 'BigInt', nullable: true, description: 'The venue’s ticket of the deal, order or position.' }),
		at: t.expose('at', { type: 'DateTime' }),
		resolvedAt: t.expose('resolvedAt', { type: 'DateTime', nullable: true }),
		choice: t.expose('choice', {
			type: breakChoiceEnum,
			nullable: true,
			description: 'Null where the venue’s later word ended it by itself.',
		}),
	}),
});

export const breakConnectionRef = builder.connectionObject({ type: breakRef, name: 'BreakConnection' }, { name: 'BreakEdge' });
