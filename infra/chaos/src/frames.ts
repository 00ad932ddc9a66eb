import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type FuzzCounts, framesPerRound, fuzzRound, newCounts } from '@meridian/execution-gateway/testing';
import { z } from 'zod';

const counted = z.record(z.string(), z.number());
const shape = z.object({
	seed: z.number().int(),
	rounds: z.number().int(),
	counts: z.object({
		frames: z.number(),
		sessions: z.number(),
		records: z.number(),
		byDoor: counted,
		byMutation: counted,
		rssMib: z.array(z.number()),
	}),
});
export type FrameTally = { readonly seed: number; rounds: number; readonly counts: FuzzCounts };

export function readFrameTally(file: string): FrameTally | undefined {
	if (!existsSync(file)) return undefined;
	const { counts, ...rest } = shape.parse(JSON.parse(readFileSync(file, 'utf8')));
	const { byDoor } = counts;
	return {
		...rest,
		counts: { ...counts, byDoor: { entry: byDoor.entry ?? 0, direct: byDoor.direct ?? 0, terminal: byDoor.terminal ?? 0 } },
	};
}

function writeTally(file: string, tally: FrameTally): void {
	writeFileSync(`${file}.tmp`, JSON.stringify(tally));
	renameSync(`${file}.tmp`, file);
}

export const newFrameTally = (seed: number): FrameTally => ({ seed, rounds: 0, counts: newCounts() });

/** Rounds in which a process finds its size, and what it may grow by afterwards. */
const warmUpRounds = 20;
const growthMaxMib = 128;

/** Rounds until `n` frames were said, each with a seed of its own; kept in `file` after each. @throws FuzzFound, which names the round's seed. */
export async function fuzzFrames(
	tally: FrameTally,
	input: { readonly n: number; readonly file: string; readonly say: (text: string) => void },
): Promise<string> {
	const { counts } = tally;
	const earlierRounds = tally.rounds;
	while (counts.frames < input.n) {
		await fuzzRound(tally.seed + tally.rounds, counts);
		tally.rounds += 1;
		writeTally(input.file, tally);
		if (tally.rounds % 25 === 0) input.say(`${counts.frames} frames, ${counts.sessions} sessions, ${counts.rssMib.at(-1)} MiB`);
	}
	const own = counts.rssMib.slice(earlierRounds + warmUpRounds);
	const [first = 0] = own;
	const growth = (own.at(-1) ?? 0) - first;
	if (growth > growthMaxMib) throw new Error(`resident memory grew by ${growth} MiB in ${own.length} rounds of ${framesPerRound} frames`);
	const kinds = Object.entries(counts.byMutation).map(([kind, count]) => `${count} ${kind}`);
	return (
		`${counts.frames} frames in ${counts.sessions} sessions at ${Object.keys(counts.byDoor).join(', ')}: ${kinds.join(', ')}; ` +
		`${counts.records} records came of it; resident memory ${growth >= 0 ? '+' : ''}${growth} MiB after the first ${warmUpRounds} rounds. Nothing broke`
	);
}
