export type Break = {
	seq: string;
	account: { id: string; name: string; server: string };
	code: string;
	explanation: string;
	orderId: string | null;
	ticket: string | null;
	at: string;
	resolvedAt: string | null;
	choice: Choice | null;
};
export const choices = ['RETRY', 'ACCEPT_VENUE', 'HALT'] as const;
export type Choice = (typeof choices)[number];

/** What each choice is called, and what happens then, said before it is made. */
export const choiceWords: Readonly<Record<Choice, readonly [button: string, effect: string, done: string]>> = {
	RETRY: ['Ask again', 'The terminal is asked for its whole picture. If that settles it, the break ends by itself.', 'asked again'],
	ACCEPT_VENUE: [
		'Accept the venue',
		'Positions and balance here become what the broker has. The break ends, and with it a halt of this account.',
		'the venue was accepted',
	],
	HALT: [
		'Halt the account',
		'No new risk in this account, and its working entry orders are taken back, until the venue is accepted. What closes or protects goes on.',
		'the account was halted',
	],
};

/** CODE_WORDS as a heading: "Position mismatch". */
export const title = (code: string): string => {
	const words = code.toLowerCase().replaceAll('_', ' ');
	return words.charAt(0).toUpperCase() + words.slice(1);
};
export const keyOf = ({ account, seq }: Break): string => `${account.id} ${seq}`;

/** Open breaks after what was told: new ones come, resolved ones go. Newest first. */
export function mergeBreaks(open: readonly Break[], told: readonly Break[]): Break[] {
	const byKey = new Map([...open, ...told].map((one) => [keyOf(one), one]));
	return [...byKey.values()].filter(({ resolvedAt }) => resolvedAt === null).toSorted((a, b) => b.at.localeCompare(a.at));
}
