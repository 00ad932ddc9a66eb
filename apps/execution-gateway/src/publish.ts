import type { Redis } from 'ioredis';
import type { FleetMessage } from './engine/fleet.ts';
import type { QuoteMessage } from './quotes.ts';

const recentTicks = 2_000;

/** Quotes of one tenant: the last value, the recent past for charts, and the news. Every key carries the tenant. */
export async function publishQuotes(redis: Redis, { tenantId, quotes }: QuoteMessage): Promise<void> {
	const pipeline = redis.pipeline();
	for (const quote of quotes) {
		const text = JSON.stringify(quote);
		pipeline.hset(`t:${tenantId}:last`, String(quote.instrumentId), text);
		// Newest first: readers take the head of the list.
		pipeline.lpush(`t:${tenantId}:ticks:${quote.instrumentId}`, text);
		pipeline.ltrim(`t:${tenantId}:ticks:${quote.instrumentId}`, 0, recentTicks - 1);
	}
	pipeline.publish(`t:${tenantId}:quotes`, JSON.stringify(quotes));
	await pipeline.exec();
}

/** The terminals of one tenant: each as it is, with when that was said, so that nobody takes the word of a gateway that is gone for news. */
export async function publishFleet(redis: Redis, { tenantId, terminals }: FleetMessage): Promise<void> {
	const saidAtMs = Date.now();
	const news = terminals.map((terminal) => ({ ...terminal, saidAtMs }));
	const pipeline = redis.pipeline();
	for (const terminal of news) pipeline.hset(`t:${tenantId}:fleet`, String(terminal.accountId), JSON.stringify(terminal));
	pipeline.publish(`t:${tenantId}:terminals`, JSON.stringify(news));
	await pipeline.exec();
}
