import {
	type CacheMemory,
	createCacheMemory,
	Pipeline,
	parseBarSpec,
	type QualityConfig,
	qualityRules,
	Registry,
	TerminalTicks,
	TickBatch,
} from '@meridian/market-data';
import { loadNative } from '@meridian/native';
import type { Result } from '../types.ts';
import { digits, instruments, symbols, tickFrames } from './market.ts';

export const ticks = 2_000_000;
export const series = ['1s/bid', '1s/ask', '1m/mid', '1h/mid', 'tick:100/mid', 'range:50/bid'] as const;
/** As a socket gives them. */
const pieceBytes = 64 * 1024;
const rounds = 3;

/** Every rule on, the calendar of a currency venue too. */
const quality: QualityConfig = {
	...Object.fromEntries(qualityRules.map((rule) => [rule, 'flag'])),
	crossed: 'drop',
	calendar: {
		zone: 'America/New_York',
		week: [
			...Array.from({ length: 4 }, () => [{ from: '00:00', to: '24:00' }]),
			[{ from: '00:00', to: '17:00' }],
			[],
			[{ from: '17:00', to: '24:00' }],
		],
	},
};

type Stage = { readonly name: string; readonly cache: boolean; readonly quality: boolean; readonly series: readonly string[] };
const stages: readonly Stage[] = [
	{ name: 'decoded', quality: false, cache: false, series: [] },
	{ name: 'decoded + rules', quality: true, cache: false, series: [] },
	{ name: 'decoded + rules + cache', quality: true, cache: true, series: [] },
	{ name: 'decoded + rules + cache + six bar series', quality: true, cache: true, series },
];

function run(stage: Stage, stream: Uint8Array): { ticksPerSec: number; ticksPerCpuSec: number; bars: number; dropped: number } {
	const registry = new Registry();
	const venueId = registry.venue({ venue: 'Bench', zone: 'America/New_York' });
	const ids = new Map(symbols.map((symbol) => [symbol, registry.instrument({ symbol: symbol.slice(0, -2), priceDigits: digits })]));
	const decoder = new TerminalTicks(registry, { venueId, symbols: ids, offsetMs: 0 });
	const cache: CacheMemory = createCacheMemory({ streams: instruments, window: 256 });
	let [bars, kept] = [0, 0];
	const pipeline = new Pipeline({
		registry,
		quality: { otherwise: quality },
		specs: stage.series.map(parseBarSpec),
		...(stage.cache ? { cache } : {}),
		onBar: () => bars++,
	});
	const batch = new TickBatch(4_096);
	const [before, cpuBefore] = [performance.now(), process.cpuUsage()];
	for (let at = 0; at < stream.length; at += pieceBytes) {
		decoder.push(stream.subarray(at, at + pieceBytes), batch, { receivedMs: 0 });
		if (stage.quality) pipeline.take(batch);
		kept += batch.length;
		batch.clear();
	}
	const cpu = process.cpuUsage(cpuBefore);
	const [seconds, cpuSeconds] = [(performance.now() - before) / 1_000, (cpu.user + cpu.system) / 1e6];
	if (decoder.unfitPrices + decoder.unknownSymbols > 0) throw new Error('ticks of the benchmark were refused');
	return { ticksPerSec: ticks / seconds, ticksPerCpuSec: ticks / cpuSeconds, bars, dropped: ticks - kept };
}

/** Each stage alone on one processor, best of three: what disturbs a run only makes it slower. */
export function measureThroughput(): Result[] {
	loadNative().pinThread(1);
	const stream = tickFrames(ticks);
	return stages.flatMap((stage) => {
		const runs = Array.from({ length: rounds }, () => run(stage, stream));
		const best = (of: (one: ReturnType<typeof run>) => number) => Math.round(Math.max(...runs.map(of)));
		const { bars = 0, dropped = 0 } = runs[0] ?? {};
		return [
			{ case: stage.name, metric: 'rate', unit: '1/s', value: best((one) => one.ticksPerSec) },
			{ case: stage.name, metric: 'rate', unit: '1/CPU s', value: best((one) => one.ticksPerCpuSec) },
			...(stage.quality ? [{ case: stage.name, metric: 'dropped', unit: 'ticks', value: dropped }] : []),
			...(stage.series.length > 0 ? [{ case: stage.name, metric: 'bars', unit: '', value: bars }] : []),
		];
	});
}
