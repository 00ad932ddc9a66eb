import { mkdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { describeReport, type TickFileReport } from './report.ts';
import { readTickFile, TickFileError } from './tick-file.ts';

/**
 * Writes the plain form that a terminal emulator plays (`SYMBOL,timeMs,bid,ask`) into `outDir`.
 * @returns its path, the counts, and lines for the screen that name the bad rows. @throws TickFileError where no tick is left
 */
export async function prepareTicks(input: {
	readonly file: string;
	readonly outDir: string;
	readonly symbol?: string;
}): Promise<{ file: string; report: string[]; counts: TickFileReport }> {
	const { ticks, report } = await readTickFile(input.file, input.symbol === undefined ? {} : { symbol: input.symbol });
	if (ticks.length === 0) throw new TickFileError([`${input.file} has no usable tick`, ...describeReport(report)].join('\n'));
	await mkdir(input.outDir, { recursive: true });
	const file = join(input.outDir, `${basename(input.file).replace(/\.[^.]+$/, '')}.ticks.csv`);
	await writeFile(file, ticks.map((tick) => `${tick.symbol},${tick.timeMs},${tick.bid},${tick.ask}\n`).join(''));
	return { file, report: describeReport(report), counts: report };
}
