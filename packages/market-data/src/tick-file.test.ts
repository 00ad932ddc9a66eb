import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, test } from 'vitest';
import { describeReport, prepareTicks, readTickFile } from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'meridian-ticks-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const dataDir = process.env.MERIDIAN_DATA_DIR ?? resolve(import.meta.dirname, '../../../../shared/data');
const oanda = join(dataDir, 'lean/forex/oanda/tick/eurusd/20140506_quote.zip');
const fxcm = join(dataDir, 'lean/forex/fxcm/tick/eurusd/20140506_quote.zip');

function lean(rows: readonly string[], name = '20140506_quote.zip'): string {
	const file = join(dir, name);
	writeFileSync(file, zipSync({ 'ticks.csv': strToU8(rows.join('\r\n')) }));
	return file;
}

describe('a tick file', () => {
	test('good rows become ticks in UTC', async () => {
		const { ticks } = await readTickFile(lean(['158,1.38742,1.38755', '158,1.38741,1.38755']), { symbol: 'eurusd' });
		expect(ticks).toEqual([
			{ symbol: 'EURUSD', timeMs: Date.UTC(2014, 4, 6) + 158, bid: '1.38742', ask: '1.38755' },
			{ symbol: 'EURUSD', timeMs: Date.UTC(2014, 4, 6) + 158, bid: '1.38741', ask: '1.38755' },
		]);
	});

	test('bad rows are counted by kind and skipped, and the first is shown with its line', async () => {
		const rows = ['100,1.1,1.2', 'x,1.1,1.2', '200,1.1', '300,0,1.2', '400,1.3,1.2', '50,1.1,1.2', '500,1.1,1.2'];
		const { ticks, report } = await readTickFile(lean(rows), { symbol: 'EURUSD' });
		expect(ticks.map((t) => t.timeMs % 86_400_000)).toEqual([100, 500]);
		expect(report.bad).toEqual({ columns: 1, time: 1, price: 1, crossed: 1, outOfOrder: 1 });
		expect(describeReport(report).join('\n')).toMatch(/2 ticks, 5 bad rows skipped[\s\S]*line 2: x,1.1,1.2/);
	});

	test('a name without a day, a file that is no tick file and one without a usable tick each say so', async () => {
		await expect(readTickFile(lean(['1,1,2'], 'quotes.zip'), { symbol: 'X' })).rejects.toThrow(/20140506_quote.zip/);
		await expect(prepareTicks({ file: lean(['garbage']), outDir: dir, symbol: 'EURUSD' })).rejects.toThrow(
			/no usable tick[\s\S]*line 1: garbage/,
		);
	});

	test('the prepared form is read back as it was', async () => {
		const file = lean(['158,1.38742,1.38755', '160,1.38742,1.38754']);
		const prepared = await prepareTicks({ file, outDir: dir, symbol: 'EURUSD' });
		expect(readFileSync(prepared.file, 'utf8').split('\n')[0]).toBe(`EURUSD,${Date.UTC(2014, 4, 6) + 158},1.38742,1.38755`);
		expect((await readTickFile(prepared.file)).ticks).toEqual((await readTickFile(file, { symbol: 'EURUSD' })).ticks);
	});

	test.skipIf(!existsSync(oanda))('a real day of OANDA quotes has every row and none crossed', async () => {
		const { ticks, report } = await readTickFile(oanda);
		expect(ticks).toHaveLength(44_864);
		expect(report.bad).toEqual({ columns: 0, time: 0, price: 0, crossed: 0, outOfOrder: 0 });
	});

	test.skipIf(!existsSync(fxcm))('a real day of FXCM quotes has its crossed rows counted', async () => {
		const { report } = await readTickFile(fxcm);
		expect(report.bad.crossed / (report.ticks + report.bad.crossed)).toBeGreaterThan(0.02);
	});
});
