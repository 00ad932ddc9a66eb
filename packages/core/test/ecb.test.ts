import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findFxPaths, type InstrumentConfig, profitOf } from '../src/index.ts';
import { venueSpec } from '../src/testing.ts';

const dataDir = process.env.MERIDIAN_DATA_DIR ?? resolve(import.meta.dirname, '../../../../shared/data');
const archive = resolve(dataDir, 'ecb/eurofxref-hist.zip');
const currencies = ['USD', 'JPY', 'GBP', 'CHF', 'SEK', 'CAD'] as const;
const digits = 5;

/** The first file of a zip, whose sizes stand in its central directory. */
function firstFile(zip: Buffer): string {
	const directory = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]));
	const at = zip.readUInt32LE(directory + 42);
	const from = at + 30 + zip.readUInt16LE(at + 26) + zip.readUInt16LE(at + 28);
	return inflateRawSync(zip.subarray(from, from + zip.readUInt32LE(directory + 20))).toString('utf8');
}

/** Units of each currency for one euro, as integers with five decimals; every twentieth day on which all of them were fixed. */
function fixings(): readonly ReadonlyMap<string, number>[] {
	const [head = '', ...lines] = firstFile(readFileSync(archive)).split('\n');
	const names = head.split(',');
	return lines
		.filter((_, i) => i % 20 === 0)
		.map((line) => new Map(line.split(',').map((value, i) => [names[i] ?? '', Math.round(Number(value) * 100_000)] as const)))
		.filter((day) => currencies.every((name) => (day.get(name) ?? Number.NaN) > 0));
}

const instruments: readonly InstrumentConfig[] = currencies.map((quoteCurrency, i) => ({
	...{ instrumentId: i + 1, symbol: `EUR${quoteCurrency}`, priceDigits: digits, qtyDigits: 2, baseCurrency: 'EUR', quoteCurrency },
	...{ active: true, brokerSymbols: [] },
}));
const fxPaths = findFxPaths(instruments, [...currencies, 'EUR']);

describe.skipIf(!existsSync(archive))('profit in another currency (../shared/data/ecb)', () => {
	it('crosses through the euro at the fixings of the ECB, exactly, for every pair of currencies', () => {
		let compared = 0;
		for (const day of fixings()) {
			const rate = (name: string) => BigInt(name === 'EUR' ? 100_000 : (day.get(name) ?? 0));
			for (const from of currencies)
				for (const to of [...currencies, 'EUR']) {
					const [qty, openPrice, closePrice] = [123, 110_000, 110_000 + (compared % 2 === 0 ? 777 : -1_333)];
					const profit = profitOf({
						...{ side: 'BUY', qty, openNotional: qty * openPrice, closePrice, priceDigits: digits, qtyDigits: 2, spec: venueSpec() },
						...{ quoteCurrency: from, accountCurrency: to, accountCurrencyDigits: 2, fxPaths },
						quote: (instrumentId) => {
							const fixing = day.get(currencies[instrumentId - 1] ?? '') ?? 0;
							return { bid: fixing, ask: fixing };
						},
					});
					// points x 100,000 units, over five digits and hundredths of a lot, in cents; out of `from` into euros, into `to`.
					const points = BigInt(qty * (closePrice - openPrice));
					const numerator = from === to ? points * 100n : points * 100n * rate(to);
					const denominator = from === to ? 100n : 100n * rate(from);
					const size = numerator < 0n ? -numerator : numerator;
					const rounded = (2n * size + denominator) / (2n * denominator);
					expect(profit, `${from} to ${to}`).toBe(Number(numerator < 0n ? -rounded : rounded));
					compared += 1;
				}
		}
		expect(compared).toBeGreaterThan(10_000);
	});
});
