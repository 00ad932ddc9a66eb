import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { readTickFile } from '@meridian/market-data';
import { describe, expect, it } from 'vitest';
import { describeDirection, directionReport, type Quote, Random } from '../src/index.ts';

/** Quotes each second; `pull` is how much of the last half minute's move goes on. */
function walk(pull: number, seed = 2): Quote[] {
	const random = new Random(seed);
	const prices: number[] = [1.1];
	return Array.from({ length: 20_000 }, (_, i) => {
		const now = prices.at(-1) ?? 1.1;
		const before = prices[Math.max(0, prices.length - 30)] ?? now;
		prices.push(now * (1 + 2e-5 * random.normal() + pull * (now / before - 1)));
		return { timeMs: 1_700_000_000_000 + 1000 * i, bid: now - 5e-6, ask: now + 5e-6, bidSize: 0, askSize: 0 };
	});
}

const day = resolve(
	process.env.MERIDIAN_DATA_DIR ?? resolve(import.meta.dirname, '../../../../shared/data'),
	'lean/forex/oanda/tick/eurusd/20140506_quote.zip',
);

describe('the report on the next minute', () => {
	it('finds nothing in a random walk, and says so', () => {
		const report = directionReport(walk(0));
		expect(report).toMatchObject({ hasSkill: false, hasEdge: false });
		expect(describeDirection(report)).toMatch(/not tell the direction better than chance: there is no edge/);
	});

	it('finds a trend that was put there', () => {
		const report = directionReport(walk(0.02));
		expect(report).toMatchObject({ hasSkill: true, hasEdge: true });
		expect(report.aucLow).toBeGreaterThan(0.52);
	});

	it.skipIf(!existsSync(day))('finds no edge on a real day of EURUSD (../shared/data)', async () => {
		const { ticks } = await readTickFile(day);
		const report = directionReport(
			ticks.map(({ timeMs, bid, ask }) => ({ timeMs, bid: Number(bid), ask: Number(ask), bidSize: 0, askSize: 0 })),
		);
		expect(report.rows).toBeGreaterThan(3000);
		expect(report.hasEdge).toBe(false);
		expect(report.spreadBps).toBeGreaterThan(report.grossBps);
	});
});
