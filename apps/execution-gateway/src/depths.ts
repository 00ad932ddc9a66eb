import type { Depth } from './venue/depth.ts';

/** The book of an account's broker as it stands; without levels there is none any more. */
export type DepthNews = Depth & { readonly tenantId: number; readonly accountId: number; readonly atMs: number };
type Place = { readonly tenantId: number; readonly accountId: number };

/** Keeps the newest book per account and instrument until the next flush, and knows which there are, so that they can go with their line. */
export class DepthBatch {
	readonly #changed = new Map<string, DepthNews>();
	readonly #shown = new Map<string, Set<number>>();

	add(place: Place, depth: Depth, atMs: number): void {
		const { tenantId, accountId } = place;
		const shown = this.#shown.get(`${tenantId}:${accountId}`);
		if (shown === undefined) this.#shown.set(`${tenantId}:${accountId}`, new Set([depth.instrumentId]));
		else shown.add(depth.instrumentId);
		this.#changed.set(`${tenantId}:${accountId}:${depth.instrumentId}`, { tenantId, accountId, ...depth, atMs });
	}

	/** The line is down: what rested there is nobody's knowledge any more. */
	forget(place: Place, atMs: number): void {
		const key = `${place.tenantId}:${place.accountId}`;
		for (const instrumentId of this.#shown.get(key) ?? []) this.add(place, { instrumentId, bids: [], asks: [] }, atMs);
		this.#shown.delete(key);
	}

	/** What changed since the last flush. */
	flush(): DepthNews[] {
		const news = [...this.#changed.values()];
		this.#changed.clear();
		return news;
	}
}
