import type { Depth, Level } from './depth-store.ts';

/** Rungs of each side that there is room for. */
export const rungsPerSide = 10;
/** `share`: of the most that rests at one price in sight, 0 to 1: how long its bar is. */
export type Rung = Level & { readonly share: number };

/** From the top: the dearest ask in sight down to the best, then the best bid down; null where the book has nothing so far out. */
export function rungsOf({ asks, bids }: Depth): { readonly asks: readonly (Rung | null)[]; readonly bids: readonly (Rung | null)[] } {
	const most = Math.max(0, ...[...asks.slice(0, rungsPerSide), ...bids.slice(0, rungsPerSide)].map(({ quantity }) => Number(quantity)));
	const side = (levels: readonly Level[]): (Rung | null)[] =>
		Array.from({ length: rungsPerSide }, (_, at) => {
			const level = levels[at];
			return level === undefined ? null : { ...level, share: most > 0 ? Number(level.quantity) / most : 0 };
		});
	return { asks: side(asks).reverse(), bids: side(bids) };
}
