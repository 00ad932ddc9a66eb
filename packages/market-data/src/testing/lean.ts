import { existsSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { unzipSync } from 'fflate';
import { emptyTick, TickBatch, tickFlags, unitsOfText } from '../tick/index.ts';

/** Real quotes and their bars, for tests; absent on most machines. */
export const leanFolder = resolve(process.env.MERIDIAN_DATA_DIR ?? resolve(import.meta.dirname, '../../../../../shared/data'), 'lean');
export const leanFile = (path: string): string => resolve(leanFolder, path);
export const hasLean: boolean = existsSync(leanFolder);

const digits = 5;
const hourMs = 3_600_000;

/** Rows of the one CSV in the zip, split. */
export function leanRows(path: string): string[][] {
	const [content = new Uint8Array()] = Object.values(unzipSync(readFileSync(leanFile(path))));
	return Buffer.from(content)
		.toString('utf8')
		.split('\n')
		.map((line) => line.trim().split(','))
		.filter((row) => row.length > 1);
}

/** Midnight of the file's day, in UTC. FXCM's files are in fixed UTC-5, OANDA's in UTC. */
export function leanMidnightMs(path: string): number {
	const day = basename(path).slice(0, 8);
	const utc = Date.UTC(Number(day.slice(0, 4)), Number(day.slice(4, 6)) - 1, Number(day.slice(6, 8)));
	return path.includes('/fxcm/') ? utc + 5 * hourMs : utc;
}

export const leanUnits = (text: string | undefined): number => unitsOfText(text ?? '', digits) ?? Number.NaN;

/** All ticks of one file, of instrument 0 at the venue given. */
export function leanTicks(path: string, venueId = 0): TickBatch {
	const midnightMs = leanMidnightMs(path);
	const batch = new TickBatch(131_072);
	for (const [ms, bid, ask] of leanRows(path))
		batch.append({
			...emptyTick,
			venueId,
			timeMs: midnightMs + Number(ms),
			bid: leanUnits(bid),
			ask: leanUnits(ask),
			flags: tickFlags.quote,
		});
	return batch;
}
