import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildEmulator, compilerTool, findTool } from '@meridian/local';
import { measureOrders } from './mt5/orders.ts';
import { measureTicks, ticksPerRun } from './mt5/ticks.ts';
import type { Result } from './types.ts';

const ordersPerSec = 100;
const rounds = 5;
const roundSec = 8;
/** budgetMs: of each timer event the EA reads so long (8 of 10 ms is its default). Fifty that read all the time would want more processors than any machine here has. */
const fleets = [
	{ terminals: 1, timerMs: 10, budgetMs: 8 },
	{ terminals: 10, timerMs: 10, budgetMs: 8 },
	{ terminals: 50, timerMs: 10, budgetMs: 0 },
	{ terminals: 1, timerMs: 16, budgetMs: 8 },
] as const;

const memoryDisk = '/dev/shm';

/** The Expert Advisor itself in emulated terminals, on lines of the engine thread: order out to deal back by stage, and ticks in. */
export const benchmark = {
	name: 'mt5',
	description: 'the Expert Advisor on the gateway: an order to OrderSendAsync and its deal back, by stage; ticks through the bridge',
	loadShape: `1, 10 and 50 emulated terminals, a process and a tenant each, on one engine thread. Orders: open loop, ${ordersPerSec} market orders a second in all, the terminals in turn, at a broker that answers at once; ${rounds} rounds of ${roundSec} s after a warm-up, of whose p50 and p99 the median is told. The EA's timer has MetaTrader's floor, 10 ms, with one terminal also 16 ms; it reads 8 ms of each event, with 50 terminals once. Ticks: ${ticksPerRun} of a random walk, each terminal as fast as its EA takes them`,
	excludes:
		'a real terminal and broker (all is emulated); the database, the API and Redis; any network but loopback. Our share is the sum of gateway to terminal, inside the terminal, and terminal to gateway, of each order, less the time that the emulator saw its bytes lie unread while nothing of the EA ran (row “of it the timer’s wait”): without the server and without the timer, with every wake-up, system call and journal write',
	async run(): Promise<Result[]> {
		const compiler = await findTool(compilerTool, () => undefined);
		if ('missing' in compiler) throw new Error(compiler.missing);
		const binary = await buildEmulator(compiler.path);
		const results: Result[] = [];
		const within = async (measure: (dir: string, terminalDir: string) => Promise<Result[]>): Promise<void> => {
			const dir = mkdtempSync(join(tmpdir(), 'meridian-bench-mt5-'));
			// A real terminal's variables are in its memory; the emulated one writes a file for each request, whose disk is nobody's share.
			const terminalDir = mkdtempSync(join(existsSync(memoryDisk) ? memoryDisk : tmpdir(), 'meridian-bench-terminals-'));
			try {
				results.push(...(await measure(dir, terminalDir)));
			} finally {
				for (const one of [dir, terminalDir]) rmSync(one, { recursive: true, force: true });
			}
		};
		for (const fleet of fleets)
			await within((dir, terminalDir) => measureOrders({ dir, terminalDir, binary, ...fleet, rate: ordersPerSec, rounds, roundSec }));
		for (const terminals of [1, 50]) await within((dir) => measureTicks({ dir, binary, terminals }));
		return results;
	},
};
