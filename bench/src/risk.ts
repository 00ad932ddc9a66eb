import { explainChecks } from '@meridian/core';
import { interruptions } from './support/interruptions.ts';
import { type Population, populate, population } from './support/risk-population.ts';
import type { Result } from './types.ts';

const warmUp = 50_000;
const counted = 300_000;
/** So many orders are looked at check by check, apart. */
const examined = 5_000;
/** So many orders are judged again and again, each as often: enough that no cache holds one until its turn comes. */
const repeated = 20_000;
const repeats = 8;

const quantile = (sorted: Float64Array, q: number): number =>
	sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
const round = (value: number): number => Math.round(value * 1000) / 1000;

function spread(name: string, samplesUs: Float64Array): Result[] {
	const sorted = samplesUs.toSorted();
	const total = sorted.reduce((sum, us) => sum + us, 0);
	return [
		...([0.5, 0.99, 0.999] as const).map((q) => ({
			...{ case: name, metric: `p${q * 100}`, unit: 'us', value: round(quantile(sorted, q)) },
		})),
		{ case: name, metric: 'rate', unit: '1/s', value: Math.round((sorted.length * 1e6) / total) },
	];
}

/** Judges orders one by one; a quote moves before each, so that the sums that checks read are as they would be. */
function judge(name: string, manyOpenOrders: boolean): Result[] {
	const { engine, nowMs, order, tick } = populate({ manyOpenOrders });
	const checkUs = new Float64Array(counted);
	const tickUs = new Float64Array(counted);
	let denied = 0;
	for (let n = -warmUp; n < counted; n++) {
		const ask = order(n + warmUp);
		const beforeTick = performance.now();
		tick(n);
		const before = performance.now();
		const { denial } = engine.preview(ask, nowMs);
		const after = performance.now();
		if (n < 0) continue;
		checkUs[n] = (after - before) * 1000;
		tickUs[n] = (before - beforeTick) * 1000;
		if (denial !== null) denied += 1;
	}
	return [
		...spread(`${name}: all checks`, checkUs),
		{ case: `${name}: all checks`, metric: 'denied', unit: '%', value: round((denied * 100) / counted) },
		...spread(`${name}: a quote into the sums`, tickUs),
		...spread(`${name}: each order's quickest of ${repeats}`, quickest({ engine, nowMs, order, tick })),
	];
}

/** Of the same orders in the same row: what the machine takes from one it seldom takes again, and what its own accounts and instruments cost it pays each time. */
function quickest({ engine, nowMs, order, tick }: Population): Float64Array {
	const asks = Array.from({ length: repeated }, (_, n) => order(n));
	const leastUs = new Float64Array(repeated).fill(Number.POSITIVE_INFINITY);
	for (let round = 0; round < repeats; round++)
		for (const [n, ask] of asks.entries()) {
			tick(n);
			const before = performance.now();
			engine.preview(ask, nowMs);
			leastUs[n] = Math.min(leastUs[n] ?? 0, (performance.now() - before) * 1000);
		}
	return leastUs;
}

/** How often each check ran, on orders as those that were timed. Looking at an order check by check would throw out of the caches what the next one is timed with. */
function evaluations(): Result[] {
	const { engine, nowMs, order, tick } = populate({ manyOpenOrders: false });
	const found = new Map<string, number>();
	for (let n = 0; n < examined; n++) {
		const ask = order(n);
		tick(n);
		for (const check of explainChecks(engine.memory(), { order: ask, atMs: nowMs })?.checks ?? []) {
			if (check.outcome === 'does not apply') continue;
			const label = `check ${check.number}: ${check.title}`;
			found.set(label, (found.get(label) ?? 0) + 1);
			if (check.denial !== null) break;
		}
	}
	const scale = counted / examined;
	return [...found].map(([label, count]) => ({ case: label, metric: 'evaluations', unit: '', value: count * scale }));
}

export const benchmark = {
	name: 'risk',
	description: 'every pre-trade check on one order, limits set at all six levels',
	loadShape: `closed loop on one thread, each call timed alone: ${counted} orders after ${warmUp} of warm-up, a quote before each; ${population.tenants * population.accountsPerTenant} accounts x ${population.instruments} instruments, ${population.positionsPerAccount} positions and ${population.openOrdersPerAccount} open orders per account in ${population.currencies} currencies; then the same with ${population.manyOpenOrders} open orders per account`,
	excludes: `sockets, journal, and keeping the order (the dry run of the engine is timed, which includes gathering notional and margin). Evaluations are counted apart, on ${examined} orders of the same kind, and scaled. "each order's quickest": of ${repeated} orders, each judged ${repeats} times in turn with all others between, which leaves out most of what the machine takes from a thread; how much that is, "the machine" says, and no floor is held against it.`,
	async run(): Promise<Result[]> {
		return [
			...interruptions('the machine: a loop on the clock'),
			...judge('few open orders', false),
			...judge('many open orders', true),
			...interruptions('the machine: the same afterwards'),
			...evaluations(),
		];
	},
};
