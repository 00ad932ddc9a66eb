import { existsSync } from 'node:fs';
import { basename } from 'node:path';
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
	return { label: `Recorded market: ${basename(ticks.file)} ${pace}`, ticksFile: prepared.file, speed: ticks.speed };
}
