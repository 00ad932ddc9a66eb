import { Registry } from '@meridian/market-data';
import type { StreamNews } from './outbox.ts';

/** One tenant's instrument at one server, under the numbers of this process's registry. */
export type LiveStream = StreamNews & { readonly marketInstrumentId: number; readonly marketVenueId: number };

/**
 * Names of the room's registry. They carry the tenant: two tenants at one server are two venues, since what a tenant's own terminals say must
 * never show on another's chart, whether by mistake or because a terminal lies.
 */
export class LiveStreams {
	readonly registry = new Registry();
	/** By engine thread and the number that it gave. */
	readonly #byNumber: LiveStream[][] = [];
	readonly #byMarket = new Map<string, LiveStream>();
	readonly #servers = new Map<string, number>();

	add(news: StreamNews, shard: number): LiveStream {
		const marketInstrumentId = this.registry.instrument({
			symbol: `t${news.tenantId}.i${news.instrumentId}.${news.priceDigits}.${news.qtyDigits}`,
			priceDigits: news.priceDigits,
			qtyDigits: news.qtyDigits,
		});
		// A server's own name may hold anything.
		const server = this.#servers.get(news.server) ?? this.#servers.size;
		this.#servers.set(news.server, server);
		const marketVenueId = this.registry.venue({ venue: `t${news.tenantId}.s${server}` });
		const stream = { ...news, marketInstrumentId, marketVenueId };
		const own = this.#byNumber[shard] ?? [];
		own[news.stream] = stream;
		this.#byNumber[shard] = own;
		this.#byMarket.set(`${marketVenueId}:${marketInstrumentId}`, stream);
		return stream;
	}

	get(shard: number, number: number): LiveStream | undefined {
		return this.#byNumber[shard]?.[number];
	}

	ofMarket(venueId: number, instrumentId: number): LiveStream | undefined {
		return this.#byMarket.get(`${venueId}:${instrumentId}`);
	}

	/** The stream of a tenant's instrument at a server, as alerts name it. */
	find(input: { readonly tenantId: number; readonly server: string; readonly instrumentId: number }): LiveStream | undefined {
		return this.all().findLast(
			(stream) => stream.tenantId === input.tenantId && stream.server === input.server && stream.instrumentId === input.instrumentId,
		);
	}

	all(): readonly LiveStream[] {
		return [...this.#byMarket.values()];
	}
}
