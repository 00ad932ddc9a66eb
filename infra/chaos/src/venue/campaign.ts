import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { buildEmulator, compilerTool, findTool } from '@meridian/local';
import { runSchedule, type ScheduleResult } from './schedule.ts';

export type VenueTally = {
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
export type VenueCampaignInput = {
	readonly seed: number;
	readonly n: number;
	/** Where a schedule with a fault leaves its files. */
	readonly dir: string;
	readonly say: (text: string) => void;
	readonly stopping?: AbortSignal;
};

/** Schedule after schedule, each with the next seed. @throws at the first with a fault, with what repeats it */
export async function runVenueCampaign(input: VenueCampaignInput): Promise<VenueTally> {
	const { seed, n, say } = input;
	const compiler = await findTool(compilerTool, say);
	if ('missing' in compiler) throw new Error(compiler.missing);
	const binary = await buildEmulator(compiler.path);
	const tally: VenueTally = {
		...{ schedules: 0, orders: 0, deals: 0, frames: 0, restarts: 0, passes: {}, troubles: {}, breaks: {}, told: 0 },
	};
	for (let at = 0; at < n && input.stopping?.aborted !== true; at++) {
		const result = runSchedule({ seed: seed + at, binary });
		if (result.faults.length > 0) throw new Error(faultOf(result, { binary, dir: input.dir }));
		add(tally, result);
		if (tally.schedules % 500 === 0) say(`${tally.schedules} schedules`);
		await breathe(); // the children that were killed are taken leave of
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

export function venueSummary(tally: VenueTally, seconds: number): string {
	const list = (counts: Readonly<Record<string, number>>) =>
		Object.entries(counts)
			.toSorted(([a], [b]) => a.localeCompare(b))
			.map(([key, number]) => `${key} ${number}`)
			.join(', ');
	return [
		'',
		`${tally.schedules} schedules in ${seconds.toFixed(0)} s: 0 orders doubled, 0 lost, books equal to the brokers'`,
		`passes    ${list(tally.passes)} (whole pictures after the last trouble until both sides agreed); ${tally.told} differences told by a typed break`,
		`trouble   ${list(tally.troubles)}; ${tally.restarts - tally.schedules} restarts of the gateway`,
		`counted   ${tally.orders} orders, ${tally.frames} order frames on the wire, ${tally.deals} deals`,
		`breaks    ${list(tally.breaks) || 'none'} (open at the end)`,
	].join('\n');
}
