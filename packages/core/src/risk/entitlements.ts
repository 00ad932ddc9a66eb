import type { Entitlements } from '../model.ts';

/** Where an id stands in an ascending list, or -1. */
function indexOf<T>(sorted: readonly T[], { wanted, idOf }: { readonly wanted: number; readonly idOf: (one: T) => number }): number {
	let low = 0;
	let high = sorted.length - 1;
	while (low <= high) {
		const middle = (low + high) >>> 1;
		const one = sorted[middle];
		if (one === undefined) return -1;
		const found = idOf(one);
		if (found === wanted) return middle;
		if (found < wanted) low = middle + 1;
		else high = middle - 1;
	}
	return -1;
}

const itself = (id: number): number => id;
const ofUser = ({ userId }: { readonly userId: number }): number => userId;

type Pair = { readonly userId: number; readonly accountId: number; readonly instrumentId: number };

/** The largest order of a user in an account and an instrument, in hundredths of a lot; null: no maximum here; 0: none at all. */
export function maxCentilotsOf(entitlements: Entitlements, { userId, accountId, instrumentId }: Pair): number | null {
	const { accountIds, instrumentIds, users } = entitlements;
	const account = indexOf(accountIds, { wanted: accountId, idOf: itself });
	const instrument = indexOf(instrumentIds, { wanted: instrumentId, idOf: itself });
	const grants = account < 0 || instrument < 0 ? undefined : users[indexOf(users, { wanted: userId, idOf: ofUser })]?.grants;
	if (grants === undefined) return 0;
	const bit = account * instrumentIds.length + instrument;
	for (const { maxCentilots, words } of grants) if ((((words[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1) return maxCentilots;
	return 0;
}

/** As `maxCentilotsOf` for every pair, as bitsets. @param maxOf 0: none, null: no maximum */
export function packEntitlements(input: {
	readonly accountIds: readonly number[];
	readonly instrumentIds: readonly number[];
	readonly userIds: readonly number[];
	readonly maxOf: (pair: Pair) => number | null;
}): Entitlements {
	const ascending = (ids: readonly number[]) => ids.toSorted((a, b) => a - b);
	const [accountIds, instrumentIds] = [ascending(input.accountIds), ascending(input.instrumentIds)];
	const wordCount = Math.ceil((accountIds.length * instrumentIds.length) / 32);
	const users = ascending(input.userIds).map((userId) => {
		const bySize = new Map<number | null, number[]>();
		accountIds.forEach((accountId, row) => {
			instrumentIds.forEach((instrumentId, column) => {
				const max = input.maxOf({ userId, accountId, instrumentId });
				if (max === 0) return;
				const words = bySize.get(max) ?? new Array<number>(wordCount).fill(0);
				const bit = row * instrumentIds.length + column;
				words[bit >>> 5] = ((words[bit >>> 5] ?? 0) | (1 << (bit & 31))) >>> 0;
				bySize.set(max, words);
			});
		});
		return { userId, grants: [...bySize].map(([maxCentilots, words]) => ({ maxCentilots, words })) };
	});
	return { accountIds, instrumentIds, users: users.filter(({ grants }) => grants.length > 0) };
}
