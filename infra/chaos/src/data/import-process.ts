import { importFile, importSettings } from '@meridian/market-data/import';
import { TickStore } from '@meridian/market-data/store';

/** `DIR FILE`: imports in many small steps. */
const [dir = '', file = ''] = process.argv.slice(2);
const store = await TickStore.open(dir, { memoryMb: 256, threads: 1 });
const settings = importSettings.parse({
	venue: 'FILE',
	instrument: 'EURUSD',
	format: 'lean-ticks',
	zone: 'UTC',
	base: '2024-01-02',
	priceDigits: 5,
	qtyDigits: 0,
});
const { status, tally } = await importFile(store, { file, owner: 'shared', settings, batchRows: 1_500, chunkBytes: 8_192 });
process.stdout.write(`${JSON.stringify({ status, tally })}\n`);
store.close();
