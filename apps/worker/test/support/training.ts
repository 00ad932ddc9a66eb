import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFile, importSettings } from '@meridian/market-data/import';
import { ownerOf, TickStore } from '@meridian/market-data/store';
import { type JobRequest, jobRequest, Random } from '@meridian/ml';

export const day = Date.UTC(2024, 0, 2);

/** Stores quotes of a market that goes on as it went, half a second apart, for a tenant. */
export async function storeQuotes(
	storeDir: string,
	{ tenantId, count = 16_000, seed = 5, instrument = 'EURUSD' }: { tenantId: number; count?: number; seed?: number; instrument?: string },
) {
	const random = new Random(seed);
	let [price, pull] = [110_000, 0];
	const lines = Array.from({ length: count }, (_, n) => {
		pull = 0.995 * pull + 0.05 * random.normal();
		price += Math.round(pull + random.normal());
		return `${n * 500},${(price / 1e5).toFixed(5)},${((price + 2) / 1e5).toFixed(5)}`;
	});
	const file = join(storeDir, `quotes-${tenantId}-${instrument}.csv`);
	writeFileSync(file, `${lines.join('\n')}\n`);
	const store = await TickStore.open(storeDir, { memoryMb: 128, threads: 1 });
	const settings = importSettings.parse({
		...{ venue: 'V', instrument, format: 'lean-ticks', zone: 'UTC', base: '2024-01-02', priceDigits: 5, qtyDigits: 0 },
	});
	await importFile(store, { file, name: 'quotes.csv', owner: ownerOf(tenantId), settings });
	store.close();
}

export function trainingRequest(more: object = {}): JobRequest {
	return jobRequest.parse({
		...{
			kind: 'TRAIN',
			model: 'direction',
			featureSet: { name: 'direction', version: 1 },
			label: { kind: 'direction', horizonMs: 20_000 },
		},
		...{ data: { owner: 'OWN', venue: 'V', instrument: 'EURUSD', fromMs: day, toMs: day + 86_400_000 }, folds: 1 },
		...{ trainer: { name: 'gbdt', options: { trees: 30, leavesMax: 7, learningRate: 0.05, rowShare: 0.8 } } },
		...more,
	});
}
