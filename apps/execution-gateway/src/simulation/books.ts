import type { Deal } from '../simulator/broker.ts';
import type { Venue } from './venue.ts';

/** What the books of an account must be once they hold the broker's first `count` deals: added up from those deals and nothing else. */
export class BrokerBooks {
	balanceMinor = 0;
	realisedMinor = 0;
	count = 0;
	/** Signed hundredths of a lot: by symbol where the account nets, by position where it hedges. */
	readonly positions = new Map<string, number>();
	readonly #venue: Venue;

	constructor(venue: Venue) {
		this.#venue = venue;
	}

	/** Goes on to the first `count` deals; never back. */
	advance(count: number): void {
		for (const deal of this.#venue.deals.slice(this.count, count)) this.#take(deal);
		this.count = Math.max(this.count, Math.min(count, this.#venue.deals.length));
	}

	#take(deal: Deal): void {
		this.balanceMinor += deal.profitMinor;
		if (deal.type === 0) return;
		this.realisedMinor += deal.profitMinor;
		const key = this.#venue.account.mode === 'NETTING' ? deal.symbol : String(deal.position);
		const lots = (this.positions.get(key) ?? 0) + deal.type * deal.lots;
		if (lots === 0) this.positions.delete(key);
		else this.positions.set(key, lots);
	}
}
