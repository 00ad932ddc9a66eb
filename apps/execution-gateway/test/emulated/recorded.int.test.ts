import { expect, test } from 'vitest';
import { areThere, newFolder, play, quotesOf, recorded } from './recorded.ts';

test.skipIf(!areThere)(
	'recorded days of two brokers, one of which crosses every tenth quote, come through two terminals at once without a lost tick (../shared/data)',
	async () => {
		const dir = newFolder();
		const oanda = await quotesOf(recorded.oanda, { dir, first: 20_000 });
		const fxcm = await quotesOf(recorded.fxcm, { dir, first: 20_000, crossed: true });
		const arrived = await play([oanda, fxcm], { dir, speed: 'max' });
		expect([arrived.counts, arrived.refused]).toEqual([[oanda.length, fxcm.length], 0]);
		expect(arrived.byTenant.get(1)).toEqual(oanda);
		expect(arrived.byTenant.get(2)).toEqual(fxcm);
	},
	120_000,
);
