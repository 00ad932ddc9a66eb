import type { KeyProvider } from './envelope.ts';

type Kept = { readonly dataKey: Promise<Buffer>; readonly untilMs: number };

/**
 * Remembers unwrapped data keys in memory, by their wrapped text, so that a value which is read often is not asked for each time, and those who read it at once ask
 * once. A key that was taken away at the service therefore opens here for `keptMs` more. What failed is not kept. Each value has a data key of its own, and its
 * purpose is still checked as it opens: a tenant's key in here opens nothing of another's.
 * @param options.nowMs of a clock that never goes back
 */
export function rememberUnwrapped(
	provider: KeyProvider,
	options: { readonly entriesMax?: number; readonly keptMs?: number; readonly nowMs?: () => number } = {},
): KeyProvider {
	const { entriesMax = 10_000, keptMs = 300_000, nowMs = () => performance.now() } = options;
	// In order of age, since all are kept equally long.
	const kept = new Map<string, Kept>();
	const trim = (): void => {
		for (const [wrapped, { untilMs }] of kept) {
			if (untilMs > nowMs() && kept.size <= entriesMax) return;
			kept.delete(wrapped);
		}
	};
	return {
		wrap: (dataKey) => provider.wrap(dataKey),
		check: () => provider.check(),
		unwrap(wrapped) {
			trim();
			const known = kept.get(wrapped);
			if (known !== undefined) return known.dataKey;
			const entry: Kept = { dataKey: provider.unwrap(wrapped), untilMs: nowMs() + keptMs };
			kept.set(wrapped, entry);
			trim();
			entry.dataKey.catch(() => {
				if (kept.get(wrapped) === entry) kept.delete(wrapped);
			});
			return entry.dataKey;
		},
	};
}
