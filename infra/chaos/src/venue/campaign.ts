import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { buildEmulator, compilerTool, findTool } from '@meridian/local';
import { z } from 'zod';
import { SchedulePool } from './pool.ts';
import { runSchedule, type ScheduleResult } from './schedule.ts';

export type VenueTally = {
	readonly seed: number;
	/** Of all runs of the campaign together. */
	seconds: number;
	schedules: number;
	orders: number;
	deals: number;
	frames: number;
	restarts: number;
	readonly passes: Record<string, number>;
	readonly troubles: Record<string, number>;
	readonly breaks: Record<string, number>;
	/** Accounts' differences that a typed break told of. */
	told: number;
};
const keptEvery = 20;
const counts = z.record(z.string(), z.number());
const shape = z.object({
	...{ seed: z.number(), seconds: z.number(), schedules: z.number(), orders: z.number(), deals: z.number(), frames: z.number() },
	...{ restarts: z.number(), passes: counts, troubles: counts, breaks: counts, told: z.number() },
});

export const newVenueTally = (seed: number): VenueTally => ({
	...{ seed, seconds: 0, schedules: 0, orders: 0, deals: 0, frames: 0, restarts: 0, passes: {}, troubles: {}, breaks: {}, told: 0 },
});

export const readVenueTally = (file: string): VenueTally | undefined =>
	existsSync(file) ? shape.parse(JSON.parse(readFileSync(file, 'utf8'))) : undefined;

function writeVenueTally(file: string, tally: VenueTally): void {
	writeFileSync(`${file}.tmp`, JSON.stringify(tally));
	renameSync(`${file}.tmp`, file);
}

export type VenueCampaignInput = {
	/** Of all, those of earlier runs included. */
	readonly n: number;
	/** What earlier runs of the campaign have found; it is kept in `file` as it grows. */
	readonly tally: VenueTally;
	readonly file: string;
	/** Where a schedule with a fault leaves its files. */
	readonly dir: string;
	readonly say: (text: string) => void;
	readonly stopping?: AbortSignal;
	/** How many schedules run at once; absent: as many as the machine has processors. */
	readonly threads?: number | undefined;
};

/**
 * Schedule after schedule, each with the next seed, on as many threads as asked for. They are counted in the order of their seeds, so that what is kept is
 * always a whole beginning of the campaign. @throws at the first with a fault, with what repeats it
 */
export async function runVenueCampaign(input: VenueCampaignInput): Promise<VenueTally> {
	const { tally, file, n, say } = input;
	const threads = input.threads ?? availableParallelism();
	const compiler = await findTool(compilerTool, say);
	if ('missing' in compiler) throw new Error(compiler.missing);
	const binary = await buildEmulator(compiler.path);
	writeVenueTally(file, tally); // from here on the campaign can be gone on with
	const pool = new SchedulePool({ threads, binary });
	const running: Promise<ScheduleResult>[] = [];
	let next = tally.schedules;
	let beganMs = performance.now();
	try {
		for (;;) {
			// A little ahead, so that no thread waits for a slower one.
			while (running.length < threads * 2 && next < n && input.stopping?.aborted !== true) {
				const run = pool.run(tally.seed + next);
				run.catch(() => undefined); // told below, in its turn
				running.push(run);
				next += 1;
			}
			const first = running.shift();
			if (first === undefined) break;
			const result = await first;
			if (result.faults.length > 0) throw new Error(faultOf(result, { binary, dir: input.dir }));
			add(tally, result);
			tally.seconds += (performance.now() - beganMs) / 1_000;
			beganMs = performance.now();
			if (tally.schedules % keptEvery === 0) writeVenueTally(file, tally);
			if (tally.schedules % 500 === 0) say(`${tally.schedules} schedules in ${tally.seconds.toFixed(0)} s`);
		}
	} finally {
		await Promise.allSettled(running); // their terminals and folders go with them
		await pool.close();
		writeVenueTally(file, tally);
	}
	return tally;
}

/** Runs it once more, for its files. */
function faultOf({ seed, faults }: ScheduleResult, place: { readonly binary: string; readonly dir: string }): string {
	const keep = join(place.dir, `schedule-${seed}`);
	rmSync(keep, { recursive: true, force: true });
	const again = runSchedule({ seed, binary: place.binary, keep });
	const same = again.faults.join('\n') === faults.join('\n') ? '' : '\n(and the second time it was not the same)';
	return `schedule ${seed}:\n${faults.slice(0, 20).join('\n')}${same}\n\nIts journal, its brokers' books and the terminals' logs are in ${keep}.\nThe same again: npm run chaos -- venue --seed ${seed} --n 1`;
}

function add(tally: VenueTally, result: ScheduleResult): void {
	const { orders, deals, frames, restarts, passes, troubles, breaks, told } = result;
	const count = (to: Record<string, number>, from: Readonly<Record<string, number>>): void => {
		for (const [key, number] of Object.entries(from)) to[key] = (to[key] ?? 0) + number;
	};
	tally.schedules += 1;
	tally.orders += orders;
	tally.deals += deals;
	tally.frames += frames;
	tally.restarts += restarts;
	tally.told += told.length;
	count(tally.passes, { [passes]: 1 });
	count(tally.troubles, troubles);
	count(tally.breaks, breaks);
}

export function venueSummary(tally: VenueTally): string {
	const list = (counts: Readonly<Record<string, number>>) =>
		Object.entries(counts)
			.toSorted(([a], [b]) => a.localeCompare(b))
			.map(([key, number]) => `${key} ${number}`)
			.join(', ');
	return [
		'',
		`${tally.schedules} schedules in ${tally.seconds.toFixed(0)} s, seeds ${tally.seed} to ${tally.seed + tally.schedules - 1}: 0 orders doubled, 0 lost, books equal to the brokers'`,
		`passes    ${list(tally.passes)} (whole pictures after the last trouble until both sides agreed); ${tally.told} differences told by a typed break`,
		`trouble   ${list(tally.troubles)}; ${tally.restarts - tally.schedules} restarts of the gateway`,
		`counted   ${tally.orders} orders, ${tally.frames} order frames on the wire, ${tally.deals} deals`,
		`breaks    ${list(tally.breaks) || 'none'} (open at the end)`,
	].join('\n');
}
