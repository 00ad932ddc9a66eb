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

export const keyOf = ({ account, seq }: Break): string => `${account.id} ${seq}`;

/** Open breaks after what was told: new ones come, resolved ones go. Newest first. */
export function mergeBreaks(open: readonly Break[], told: readonly Break[]): Break[] {
	const byKey = new Map([...open, ...told].map((one) => [keyOf(one), one]));
	return [...byKey.values()].filter(({ resolvedAt }) => resolvedAt === null).toSorted((a, b) => b.at.localeCompare(a.at));
}
