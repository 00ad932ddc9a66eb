import { median, round } from './figures.ts';
import { buildLoad, type LoadResult, measureEcho, measureOrders } from './order-path/programs.ts';
import type { Result } from './types.ts';

const rounds = 5;
const secondsPerRound = 3;
/** At 2,000 orders a second or fewer: the engine's code is compiled meanwhile, on the engine's own processor. */
const warmupSec = 5;
/** What the gate is about; the other rates show where it bends. */
const gateRate = 10_000;
const rates = [1_000, gateRate, 50_000];
const frameBytes = 117; // as long as the frame of an order

function rows(name: string, results: readonly LoadResult[]): Result[] {
	const of = (metric: 'p50' | 'p99' | 'p999'): number => round(median(results.map((result) => result[metric])));
	return [
		{ case: name, metric: 'p50', unit: 'us', value: of('p50') },
		{ case: name, metric: 'p99', unit: 'us', value: of('p99') },
		{ case: name, metric: 'p99.9', unit: 'us', value: of('p999') },
		{
			case: name,
			metric: 'answered',
			unit: '%',
			value: round(median(results.map((result) => (100 * result.received) / result.asked))),
		},
	];
}

/** A command frame in, the venue's frame out: the engine thread with its sockets, all risk checks and the journal, against a C echo. */
export const benchmark = {
	name: 'order-path',
	description: 'command frame in to venue frame out over loopback TCP, against a C echo in the same run',
	loadShape: `open loop, latency counted from the scheduled moment of each order; ${rounds} interleaved rounds of ${secondsPerRound} s a case, medians of the rounds; market orders of one netting account, filled at once by the venue; generator and venue are one C++ program on one processor, the engine on the other`,
	excludes: `the API, the projector, Redis and PostgreSQL; any network but loopback; the warm-up of each round, ${warmupSec} s of orders at 2,000 a second or fewer (of the echo, its first second); the standby of replica has the processor of the generator, for want of a third`,
	async run(): Promise<Result[]> {
		const load = await buildLoad();
		const found = new Map<string, LoadResult[]>();
		const note = (name: string, result: LoadResult): void => void found.set(name, [...(found.get(name) ?? []), result]);
		for (let i = 0; i < rounds; i++) {
			for (const rate of rates) {
				note(`echo ${rate}/s`, await measureEcho(load, { rate, seconds: secondsPerRound, frameBytes }));
				note(`process ${rate}/s`, await measureOrders(load, { rate, seconds: secondsPerRound, warmupSec, durability: 'process' }));
			}
			for (const durability of ['disk', 'replica'] as const)
				note(`${durability} ${gateRate}/s`, await measureOrders(load, { rate: gateRate, seconds: secondsPerRound, warmupSec, durability }));
			note('replica 1000/s', await measureOrders(load, { rate: 1_000, seconds: secondsPerRound, warmupSec, durability: 'replica' }));
		}
		const ratios = (found.get(`process ${gateRate}/s`) ?? []).map(
			(result, i) => result.p50 / (found.get(`echo ${gateRate}/s`)?.[i]?.p50 ?? Number.NaN),
		);
		return [
			...[...found].flatMap(([name, results]) => rows(name, results)),
			{ case: `process ${gateRate}/s`, metric: 'p50RatioToEcho', unit: 'x', value: round(median(ratios)) },
		];
	},
};
