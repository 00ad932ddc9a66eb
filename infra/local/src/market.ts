import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { marketSeed } from './demo.ts';
import type { Ticks } from './options.ts';
import type { Market } from './programs.ts';

/** What the terminals will trade on: recorded quotes, with every bad row counted and told, or the generated market. */
export async function chooseMarket(input: { ticks: Ticks | undefined; stateDir: string; note: (text: string) => void }): Promise<Market> {
	const { ticks, stateDir, note } = input;
	if (ticks === undefined) return { label: `Simulated market (seed ${marketSeed})` };
	if (!existsSync(ticks.file)) throw new Error(`the ticks file ${ticks.file} does not exist`);
	// Loaded only here: most starts need no importer.
	const { prepareTicks } = await import('@meridian/market-data');
	const prepared = await prepareTicks({ file: ticks.file, outDir: stateDir });
	for (const line of prepared.report) note(line);
	const pace = ticks.speed === 'max' ? 'as fast as it goes' : `x${ticks.speed}`;
	return { label: `Recorded market: ${recordingName(ticks.file)} ${pace}`, ticksFile: prepared.file, speed: ticks.speed };
}

/** LEAN names a recording by its folder and day, `eurusd/20140506_quote.zip`; other files go by their own name. */
export function recordingName(file: string): string {
	const day = /^(\d{4})(\d{2})(\d{2})_/.exec(basename(file));
	return day === null ? basename(file) : `${basename(dirname(file)).toUpperCase()} ${day[1]}-${day[2]}-${day[3]}`;
}
