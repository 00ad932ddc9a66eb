import { readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { unzipSync } from 'fflate';
import type { BadRowKind, TickFileReport } from './report.ts';

/** Prices stay decimal text: nothing is gained, and digits may be lost, by making them doubles here. */
export type FileTick = { readonly symbol: string; readonly timeMs: number; readonly bid: string; readonly ask: string };

/** The file as a whole can't be read: not a zip, no day in its name, no symbol. */
export class TickFileError extends Error {
	override readonly name = 'TickFileError';
}

const dayMs = 86_400_000;
const decimal = /^\d{1,9}(\.\d{1,8})?$/;

/**
 * LEAN's zipped quotes (`20140506_quote.zip` in a folder named after the symbol: ms since midnight UTC, bid, ask) or plain lines
 * `SYMBOL,timeMs,bid,ask`. Rows that make no sense are counted by kind and skipped; equal times are kept in file order.
 * @throws TickFileError
 */
export async function readTickFile(
	file: string,
	options: { readonly symbol?: string } = {},
): Promise<{ ticks: FileTick[]; report: TickFileReport }> {
	const bytes = await readFile(file);
	const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b;
	const row = isZip ? leanRow(file, options.symbol) : plainRow;
	const text = isZip ? unzip(file, bytes) : bytes.toString('utf8');
	const bad = { columns: 0, time: 0, price: 0, crossed: 0, outOfOrder: 0 };
	const ticks: FileTick[] = [];
	let firstBad: TickFileReport['firstBad'];
	let lastMs = 0;
	text.split('\n').forEach((raw, index) => {
		const line = raw.replace(/\r$/, '');
		if (line === '') return;
		const parsed = row(line);
		const kind = typeof parsed === 'string' ? parsed : parsed.timeMs < lastMs ? 'outOfOrder' : undefined;
		if (kind !== undefined || typeof parsed === 'string') {
			bad[kind ?? 'columns'] += 1;
			firstBad ??= { kind: kind ?? 'columns', line: index + 1, text: line };
			return;
		}
		lastMs = parsed.timeMs;
		ticks.push(parsed);
	});
	return { ticks, report: { file, ticks: ticks.length, bad, firstBad, firstMs: ticks[0]?.timeMs, lastMs: ticks.at(-1)?.timeMs } };
}

function unzip(file: string, bytes: Uint8Array): string {
	try {
		const [content] = Object.values(unzipSync(bytes));
		if (content !== undefined) return Buffer.from(content).toString('utf8');
	} catch (error) {
		throw new TickFileError(`${file} is no readable zip: ${error instanceof Error ? error.message : error}`);
	}
	throw new TickFileError(`${file} is an empty zip`);
}

function leanRow(file: string, symbol: string | undefined): (line: string) => FileTick | BadRowKind {
	const day = /(\d{4})(\d{2})(\d{2})_quote\.zip$/.exec(basename(file));
	if (day === null) throw new TickFileError(`${file}: the day is expected in its name, as in 20140506_quote.zip`);
	const name = (symbol ?? basename(dirname(file))).toUpperCase();
	if (!/^[A-Z0-9.#_-]{1,31}$/.test(name)) throw new TickFileError(`${file}: no symbol; the folder is expected to be named after it`);
	const midnightMs = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]));
	return (line) => {
		const [ms = '', bid = '', ask = '', ...more] = line.split(',');
		if (more.length > 0 || ask === '') return 'columns';
		return /^\d{1,8}$/.test(ms) && Number(ms) < dayMs ? tick(name, midnightMs + Number(ms), [bid, ask]) : 'time';
	};
}

function plainRow(line: string): FileTick | BadRowKind {
	const [symbol = '', ms = '', bid = '', ask = '', ...more] = line.split(',');
	if (more.length > 0 || ask === '' || symbol === '') return 'columns';
	return /^\d{1,15}$/.test(ms) ? tick(symbol, Number(ms), [bid, ask]) : 'time';
}

function tick(symbol: string, timeMs: number, [bid, ask]: readonly [string, string]): FileTick | BadRowKind {
	if (!decimal.test(bid) || !decimal.test(ask) || Number(bid) <= 0 || Number(ask) <= 0) return 'price';
	return Number(bid) > Number(ask) ? 'crossed' : { symbol, timeMs, bid, ask };
}
