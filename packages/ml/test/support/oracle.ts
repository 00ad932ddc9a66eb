import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Bar } from '../../src/index.ts';

const folder = resolve(
	process.env.MERIDIAN_DATA_DIR ?? resolve(import.meta.dirname, '../../../../../shared/data'),
	'oracles/lean_indicators',
);
export const oraclesGiven = existsSync(folder);

export type Oracle = { readonly bars: readonly Bar[]; column(name: string): readonly string[] };

/** One file of ../shared/data/oracles/lean_indicators: bars, and the values that someone else's software has for them, as printed. */
export function readOracle(file: string): Oracle {
	const text = gunzipSync(readFileSync(resolve(folder, file)))
		.toString('utf8')
		.replace(/^\uFEFF/, '');
	const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
	const names = head.split(',').map((name) => name.trim().toLowerCase());
	const rows = lines.map((line) => line.split(',').map((cell) => cell.trim()));
	const column = (name: string): string[] => {
		const at = names.indexOf(name.toLowerCase());
		return rows.map((row) => row[at] ?? '');
	};
	const numbers = (name: string): number[] => column(name).map((cell) => (cell === '' ? Number.NaN : Number(cell)));
	const [open, high, low, close, volume] = [numbers('open'), numbers('high'), numbers('low'), numbers('close'), numbers('volume')];
	const bars = close.map((last, i) => ({
		open: open[i] ?? Number.NaN,
		high: high[i] ?? Number.NaN,
		low: low[i] ?? Number.NaN,
		close: last,
		volume: volume[i] ?? Number.NaN,
	}));
	return { bars, column };
}

/** One unit of the last digit printed: some tables round, some cut. */
export function precisionOf(printed: string): number {
	const [, decimals = '', exponent = '0'] = /^-?\d*\.?(\d*)(?:E([+-]?\d+))?$/i.exec(printed) ?? [];
	const unit = 10 ** (Number(exponent) - decimals.length);
	return Math.max(unit * 1.000_001 + 1e-12, 1e-9 * Math.abs(Number(printed)));
}
