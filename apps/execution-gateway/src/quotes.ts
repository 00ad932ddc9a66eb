/** One conflated quote of a tenant's instrument, from whichever of its terminals spoke last. Integers at the instrument's digits. */
export type Quote = {
	readonly instrumentId: number;
	readonly bid: number;
	readonly ask: number;
	readonly atMs: number;
	readonly venueAtMs: number;
};
export type QuoteMessage = { readonly tenantId: number; readonly quotes: readonly Quote[] };

/** Keeps the newest quote per tenant and instrument until the next flush. */
export class QuoteBatch {
	readonly #byTenant = new Map<number, Map<number, Quote>>();

	add(mark: { tenantId: number; instrumentId: number; bid: number; ask: number; venueAtMs: number }, atMs: number): void {
		let quotes = this.#byTenant.get(mark.tenantId);
		if (quotes === undefined) {
			quotes = new Map();
			this.#byTenant.set(mark.tenantId, quotes);
		}
		quotes.set(mark.instrumentId, { instrumentId: mark.instrumentId, bid: mark.bid, ask: mark.ask, atMs, venueAtMs: mark.venueAtMs });
	}

	/** What changed since the last flush, by tenant. */
	flush(): QuoteMessage[] {
		const messages = [...this.#byTenant]
			.filter(([, quotes]) => quotes.size > 0)
			.map(([tenantId, quotes]) => ({ tenantId, quotes: [...quotes.values()] }));
		this.#byTenant.clear();
		return messages;
	}
}
