import { importQueue } from '@meridian/market-data/jobs';
import type { TickStore } from '@meridian/market-data/store';
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

/** Market data of this installation: where uploads go, the store, the worker's queue. */
export type MarketData = {
	readonly storeDir: string;
	readonly queue: Queue;
	/** Opened when it is first asked for: most API processes never read ticks. */
	store(): Promise<TickStore>;
	close(): Promise<void>;
};

export function openMarketData(input: { readonly storeDir: string; readonly redis: Redis }): MarketData {
	const { storeDir, redis } = input;
	const queue = new Queue(importQueue, { connection: redis });
	// Whoever adds a job hears of the failure; the queue's own event would end the process.
	queue.on('error', () => undefined);
	let opened: Promise<TickStore> | undefined;
	return {
		storeDir,
		queue,
		store() {
			opened ??= import('@meridian/market-data/store')
				.then(({ openStore }) => openStore({ ...process.env, MERIDIAN_STORE_DIR: storeDir }, { memoryMb: 256, threads: 1 }))
				.catch((error: unknown) => {
					opened = undefined;
					throw error;
				});
			return opened;
		},
		async close() {
			await queue.close();
			(await opened?.catch(() => undefined))?.close();
		},
	};
}
