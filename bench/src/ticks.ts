import { measureLatency, ratePerSec } from './ticks/latency.ts';
import { instruments } from './ticks/market.ts';
import { measureThroughput, series, ticks } from './ticks/throughput.ts';
import type { Result } from './types.ts';

export const benchmark = {
	name: 'ticks',
	description: 'market data: from the wire to clean ticks, cache and bars',
	loadShape: `closed loop on one thread: ${ticks} Tick frames of terminals, ${instruments} instruments, in pieces of 64 KiB; all quality rules on; six series (${series.join(', ')}); the market's own time runs at 20 ticks a second and instrument. Then open loop: ${ratePerSec} ticks a second from another process over loopback TCP, from the moment each is due`,
	excludes: 'sockets in the first part; store, Redis and windows in both',
	async run(): Promise<Result[]> {
		return [...measureThroughput(), ...(await measureLatency())];
	},
};
