import type { Db } from '@meridian/db';
import { liveKeys } from '@meridian/market-data';
import type { Logger, Metrics } from '@meridian/telemetry';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { AlertKeeper } from './alerts.ts';
import type { TickMessage } from './outbox.ts';
import { MarketRoom } from './room.ts';

const flushMs = 250;

export type Market = { take(message: TickMessage, shard: number): void; close(): Promise<void> };

/** Opens the room and its alerts, and turns both by the clock until it is closed. */
export function openMarket(input: {
	readonly db: Db;
	readonly redis: Redis;
	readonly redisUrl: string;
	readonly log: Logger;
	readonly metrics: Metrics;
}): Market {
	const { db, redis, log, metrics } = input;
	const room: MarketRoom = new MarketRoom({
		...{ redis, log, nowMs: Date.now },
		onTicks: (batch, streams) => alerts.update(batch, streams),
		onStream: ({ tenantId }) => alerts.changed(tenantId),
	});
	const alerts = new AlertKeeper({ streams: room.streams, marketStreams: room.pipeline.normaliser.streams, db, redis, log });
	const subscriber = new Redis(input.redisUrl, { maxRetriesPerRequest: null });
	subscriber.on('error', (error: Error) => log.warn({ reason: error.message }, 'redis'));
	subscriber.on('message', (_channel: string, text: string) => {
		const tenantId = z.coerce.number().int().positive().safeParse(text);
		if (tenantId.success) alerts.changed(tenantId.data);
	});
	subscriber.subscribe(liveKeys.alertRulesChannel).catch((error: Error) => log.warn({ reason: error.message }, 'redis'));

	let taken = 0;
	/** By engine thread. */
	const refused = new Map<number, { readonly unfit: number; readonly overflowed: number }>();
	const sum = (of: 'unfit' | 'overflowed') => [...refused.values()].reduce((total, counts) => total + counts[of], 0);
	metrics.gauge('market_ticks', { help: 'Ticks of terminals that came to the market data room', read: () => taken });
	metrics.gauge('market_unfit_ticks', { help: 'Ticks whose price has more digits than the instrument', read: () => sum('unfit') });
	metrics.gauge('market_overflowed_ticks', { help: 'Ticks for which the main thread had no time', read: () => sum('overflowed') });
	metrics.gauge('market_late_ticks', {
		help: 'Ticks that came too late for their bar',
		read: () => Math.max(0, ...room.pipeline.bars.lateTicks),
	});
	let turning = Promise.resolve();
	let busy = false;
	const turn = async () => {
		if (busy) return; // Redis or the database is slow: the next turn takes all that has come meanwhile
		busy = true;
		try {
			await room.flush();
			await alerts.turn(Date.now());
		} catch (error) {
			log.warn({ err: error }, 'market data not published');
		} finally {
			busy = false;
		}
	};
	const timer = setInterval(() => {
		turning = turn();
	}, flushMs);
	return {
		take(message, shard) {
			taken += message.rows;
			refused.set(shard, { unfit: message.unfit, overflowed: message.overflowed });
			room.take(message, shard).catch((error: unknown) => log.error({ err: error }, 'ticks could not be taken into the bars'));
		},
		async close() {
			clearInterval(timer);
			await turning;
			await turn();
			subscriber.disconnect();
		},
	};
}
