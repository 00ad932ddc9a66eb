import { expect, test } from 'vitest';
import { areThere, newFolder, play, type Quote, quotesOf, recorded } from './recorded.ts';

test.skipIf(!areThere)(
	'three whole recorded days come through two terminals at once without a lost tick (../shared/data)',
	async () => {
		const dir = newFolder();
		const oanda = await quotesOf(recorded.oanda, { dir });
		const fxcm = await quotesOf(recorded.fxcm, { dir, crossed: true });
		expect([oanda.length > 80_000, fxcm.length > 10_000]).toEqual([true, true]);
		const arrived = await play([oanda, fxcm], { dir, speed: 'max' });
		expect([arrived.counts, arrived.refused]).toEqual([[oanda.length, fxcm.length], 0]);
		expect(arrived.byTenant.get(1)).toEqual(oanda);
		expect(arrived.byTenant.get(2)).toEqual(fxcm);
	},
	300_000,
);

/** A quote twenty minutes before: time for the terminal to log in, while the market stands still. */
const led = (quotes: Quote[]): Quote[] =>
	quotes
		.slice(0, 1)
		.map(([timeMs, bid, ask]): Quote => [timeMs - 1_200_000, bid, ask])
		.concat(quotes);

test.skipIf(!areThere)(
	'an hour of two brokers at sixty times its speed comes through without a lost tick (../shared/data)',
	async () => {
		const dir = newFolder();
		const oanda = led(await quotesOf(recorded.oanda.slice(0, 1), { dir, hour: 14 }));
		const fxcm = led(await quotesOf(recorded.fxcm, { dir, hour: 14, crossed: true }));
		const arrived = await play([oanda, fxcm], { dir, speed: '60' });
		expect(arrived.counts).toEqual([oanda.length, fxcm.length]);
		expect(arrived.byTenant.get(1)).toEqual(oanda);
		expect(arrived.byTenant.get(2)).toEqual(fxcm);
	},
	300_000,
);
