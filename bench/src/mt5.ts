import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildEmulator, compilerTool, findTool } from '@meridian/local';
import { measureOrders } from './mt5/orders.ts';
import { measureTicks, ticksPerRun } from './mt5/ticks.ts';
import type { Result } from './types.ts';

const fleets = [1, 10, 50] as const;
const ordersPerSec = 100;
const seconds = 10;

/** The Expert Advisor itself in emulated terminals, on lines of the engine thread: order out to deal back by stage, and ticks in. */
export const benchmark = {
	name: 'mt5',
	description: 'the Expert Advisor on the gateway: an order to OrderSendAsync and its deal back, by stage; ticks through the bridge',
	loadShape: `1, 10 and 50 emulated terminals, a process and a tenant each, on one engine thread. Orders: open loop, ${ordersPerSec} market orders a second in all for ${seconds} s, the terminals in turn, at a broker that answers at once; the EA reads as often as it can (its timer at 1 ms), and with one terminal also with MetaTrader's floor of 16 ms. Ticks: ${ticksPerRun} of a random walk, each terminal as fast as its EA takes them`,
	excludes:
		'a real terminal and broker (all is emulated); the database, the API and Redis; any network but loopback. The share of ours is the sum of gateway to terminal, inside the terminal, and terminal to gateway, of each order: without the server, and at 1 ms without the timer',
	async run(): Promise<Result[]> {
		const compiler = await findTool(compilerTool, () => undefined);
		if ('missing' in compiler) throw new Error(compiler.missing);
		const binary = await buildEmulator(compiler.path);
		const results: Result[] = [];
		const within = async (measure: (dir: string) => Promise<Result[]>): Promise<void> => {
			const dir = mkdtempSync(join(tmpdir(), 'meridian-bench-mt5-'));
			try {
				results.push(...(await measure(dir)));
			} finally {
				rmSync(dir, { recursive: true, force: true });
			}
		};
		for (const terminals of fleets)
			await within((dir) => measureOrders({ dir, binary, terminals, timerMs: 1, rate: ordersPerSec, seconds }));
		await within((dir) => measureOrders({ dir, binary, terminals: 1, timerMs: 16, rate: 20, seconds }));
		for (const terminals of [1, 50]) await within((dir) => measureTicks({ dir, binary, terminals }));
		return results;
	},
};
