import { existsSync } from 'node:fs';
import { engineBuild } from '../engine/build.ts';
import { simulate } from '../simulation/run.ts';

/** A few thousand records: enough to meet every kind of input. */
const recordedHours = 0.2;

/**
 * Plays some simulated minutes with this build, with all that clients, brokers and faults do in it, and keeps its journal: what a later build decides
 * otherwise, `replay` then tells. The same seed gives the same journal.
 */
export function recordDay(dir: string, { seed, print }: { readonly seed: number; readonly print: (text: string) => void }): number {
	if (existsSync(dir)) throw new Error(`${dir} exists: a journal is recorded into a folder of its own, --state DIR`);
	const { violation, records, orders, sent, deals } = simulate({ seed, hours: recordedHours, keepIn: dir });
	if (violation !== undefined)
		throw new Error(`this build does not hold: ${violation.rule}: ${violation.detail}. npm run sim -- --seed ${seed}`);
	print(`records        ${records}: ${orders} orders, ${sent} commands, ${deals} deals of seed ${seed}`);
	print(`build          ${engineBuild()}, Node ${process.version}`);
	print(`kept in ${dir}`);
	return 0;
}
