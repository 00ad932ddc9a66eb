import { TickBatch, tickFlags } from '@meridian/market-data';
import { type SeriesKey, seriesKey } from '@meridian/market-data/store';
import { seeded } from '../random.ts';

export const digits = { priceDigits: 5, qtyDigits: 0 } as const;
export const seriesCount = 3;

/** Two instruments of one venue and one of another. */
export const seriesAt = (index: number): SeriesKey & { readonly table: 'ticks' } => {
	const key = seriesKey.parse({
		owner: 'shared',
		venue: index === 2 ? 'TWO' : 'ONE',
		instrument: index === 1 ? 'USDJPY' : 'EURUSD',
		table: 'ticks',
	});
	return { ...key, table: 'ticks' };
};

const startMs = Date.UTC(2024, 0, 2, 23, 50);

/**
 * The batch of a sequence number: the same for every process. Its number stands in every tick (`last`), and the place within it
 * (`lastSize`), so that what is stored tells what is lost and what is doubled. Days change every few batches.
 */
export function batchOf(seed: number, sequence: number): { readonly series: number; readonly ticks: TickBatch } {
	const random = seeded(seed, sequence);
	const rows = 1 + random.below(40);
	const ticks = new TickBatch(rows);
	for (let row = 0; row < rows; row++) {
		const at = ticks.add();
		const { columns } = ticks;
		columns.timeMs[at] = startMs + sequence * 7_000 + row * 100;
		columns.bid[at] = 100_000 + random.below(1_000);
		columns.ask[at] = (columns.bid[at] ?? 0) + 10;
		columns.last[at] = sequence;
		columns.lastSize[at] = row;
		columns.flags[at] = tickFlags.quote | tickFlags.trade;
	}
	return { series: random.below(seriesCount), ticks };
}
