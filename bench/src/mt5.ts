import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildEmulator, compilerTool, findTool } from '@meridian/local';
import { measureOrders } from './mt5/orders.ts';
import { measureTicks, ticksPerRun } from './mt5/ticks.ts';
import type { Result } from './types.ts';

const ordersPerSec = 100;
const rounds = 5;
const roundSec = 5;
/**
 * budgetMs: of each timer event the EA reads so long (8 of 10 ms is its default; 0: once, 1 ms at most). Fifty terminals that read all the time would want more
 * processors than any machine here has, and on one of two they queue; in life they are other machines. So there no processor is the engine thread's own: it
 * goes before the terminals (they are nicer), and what they wait for a processor is measured and told.
 * They come first: from the first of the others on, all that is started keeps to the processor that is left.
 */
const fleets = [
	{ terminals: 50, timerMs: 10, budgetMs: 0, hasOwnProcessor: false },
	{ terminals: 1, timerMs: 10, budgetMs: 8, hasOwnProcessor: true },
	{ terminals: 10, timerMs: 10, budgetMs: 8, hasOwnProcessor: true },
	{ terminals: 1, timerMs: 16, budgetMs: 8, hasOwnProcessor: true },
] as const;

const memoryDisk = '/dev/shm';

/** The Expert Advisor itself in emulated terminals, on lines of the engine thread: order out to deal back by stage, and ticks in. */
export const benchmark = {
	name: 'mt5',
	description: 'the Expert Advisor on the gateway: an order to OrderSendAsync and its deal back, by stage; ticks through the bridge',
	loadShape: `1, 10 and 50 emulated terminals, a process and a tenant each, on one engine thread. Orders: open loop, ${ordersPerSec} market orders a second in all, the terminals in turn, at a broker that answers at once, ${rounds} rounds of ${roundSec} s after a warm-up of 5,000 orders, of whose p50 and p99 the median is told. Each terminal has five symbols, some 15 ticks/s together. With 1 and 10 terminals the engine thread keeps to the last processor and never sleeps (MERIDIAN_ENGINE_CPUS, MERIDIAN_SPIN_US=4000); of two processors the other one has all else: terminals, broker, load. With 50, or one processor alone, it shares all with them and sleeps at once; 50 terminals are nicer by 10. The EA's timer has MetaTrader's floor, 10 ms, with one terminal also 16 ms; it reads 8 ms of each event, with 50 terminals once. Ticks: ${ticksPerRun} of a random walk, each terminal as fast as its EA takes them`,
	excludes:
		'a real terminal and broker (all is emulated); the database, the API and Redis; any network but loopback. Our share is the whole way of each order, from the gateway’s journalled order to its deal decided there, less the timer’s floor alone: from the arrival of its bytes while nothing of the EA ran until the timer event was due that let the EA read them. (The broker’s delay is 0.) So it has every wake-up, system call, journal write, and the emulated server’s own work. What the terminal’s process waited for a processor, and the engine thread from the deal’s telling to its decision, is measured of each order by the system’s own count and told; it is in our share, and taken out in the last row alone',
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
		// One that fails is told at once, with its reason; the others are measured all the same.
		const attempt = async (name: string, measure: (dir: string, terminalDir: string) => Promise<Result[]>): Promise<void> => {
			try {
				await within(measure);
			} catch (error) {
				process.exitCode = 1;
				process.stderr.write(`bench: mt5, ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
				results.push({ case: name, metric: 'FAILED', unit: '(why: see above)', value: 1 });
			}
		};
		const common = { binary, rate: ordersPerSec, rounds, roundSec };
		// Ticks first: from the first orders on this thread, and all that it starts, keeps to its processor.
		for (const terminals of [1, 50])
			await attempt(`ticks of ${terminals} terminals`, (dir, terminalDir) => measureTicks({ dir, terminalDir, binary, terminals }));
		for (const fleet of fleets)
			await attempt(`${fleet.terminals} terminals, timer ${fleet.timerMs} ms`, (dir, terminalDir) =>
				measureOrders({ dir, terminalDir, ...common, ...fleet }),
			);
		return results;
	},
};
