import { randomInt } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startTestServices, stateRoot, type TestServices } from '@meridian/local';
import { z } from 'zod';
import { type CampaignInput, killsPerWorld, newTally, readTally, runCampaign, runWorld, type Tally, writeTally } from './campaign.ts';
import { runDataCampaign } from './data/campaign.ts';
import { fuzzFrames, newFrameTally, readFrameTally } from './frames.ts';
import { newVenueTally, readVenueTally, runVenueCampaign, venueSummary } from './venue/campaign.ts';

const usage = `npm run chaos -- kill|venue|data|frames [options]
  kill   kills the gateway's engine again and again under load, and holds what it does against the wire, the brokers' books and its clients
  venue  lets lines, terminals, Expert Advisors, trade servers and the gateway fail on simulated time, and compares both sides' books to the cent
  data   kills processes that ingest and that import market data, and holds the store against what was acknowledged
  frames says malformed, truncated, oversized, replayed and unordered frames among whole ones at the gateway's doors, and looks for crashes and leaks

  --n N       how many kills or schedules (default 1000; of data 100), or frames (default 10,000,000)
  --seed N    of the schedule (default: drawn and printed); schedules take seeds N, N+1, ...
  --resume    kill, venue and frames: goes on where the last campaign stopped or failed
  --dir DIR   venue: where the campaign is kept (default: this copy's .state/chaos)
  --threads N venue: how many schedules run at once (default: as many as there are processors)
  --world N   kill: only this world of the seed's campaign, to see a fault again
docs/chaos.md says what is killed and what is checked.`;

const whole = z.coerce.number().int().nonnegative();
const shape = z.object({
	task: z.enum(['kill', 'venue', 'data', 'frames'], { error: 'the task is kill, venue, data or frames' }),
	n: whole.min(1).optional(),
	seed: whole.optional(),
	world: whole.optional(),
	threads: whole.min(1).max(64).optional(),
	dir: z.string().min(1).optional(),
	resume: z.boolean().default(false),
});

async function main(args: readonly string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...args],
		allowPositionals: true,
		options: {
			n: { type: 'string' },
			seed: { type: 'string' },
			world: { type: 'string' },
			threads: { type: 'string' },
			dir: { type: 'string' },
			resume: { type: 'boolean' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help === true || positionals.length === 0) {
		say(usage);
		return values.help === true ? 0 : 2;
	}
	const parsed = shape.safeParse({ task: positionals[0], ...values });
	if (!parsed.success) throw new Error(`${z.prettifyError(parsed.error)}\n\n${usage}`);
	if (parsed.data.task === 'data') return killData({ kills: parsed.data.n ?? 100, seed: parsed.data.seed ?? randomInt(2 ** 31) });
	const { n = parsed.data.task === 'frames' ? 10_000_000 : 1_000, world, resume } = parsed.data;
	if (parsed.data.task === 'venue') return venue({ ...parsed.data, n });
	if (parsed.data.task === 'frames') return frames({ n, seed: parsed.data.seed, resume });
	if (world !== undefined && parsed.data.seed === undefined)
		throw new Error('--world needs --seed: a world is a part of the campaign of one seed');
	const dir = join(stateRoot, 'chaos');
	const file = join(dir, 'campaign.json');
	mkdirSync(dir, { recursive: true });
	const earlier = resume ? readTally(file) : undefined;
	if (resume && earlier === undefined) throw new Error(`there is no campaign to go on with: ${file} does not exist`);
	if (earlier !== undefined && parsed.data.seed !== undefined && parsed.data.seed !== earlier.seed)
		throw new Error(`the campaign in ${file} has seed ${earlier.seed}; leave --seed away to go on with it`);
	const seed = earlier?.seed ?? parsed.data.seed ?? randomInt(2 ** 31);
	say(`seed ${seed}${earlier === undefined ? '' : `, from world ${earlier.world} (${earlier.kills} kills done)`}`);

	let services: Promise<TestServices> | undefined;
	const input: CampaignInput = {
		dir,
		say,
		stopping: stopping.signal,
		services: async () => {
			services ??= startTestServices();
			return (await services).env;
		},
	};
	try {
		const finished = (tally: Tally): void => writeTally(file, tally);
		const tally =
			world === undefined
				? await runCampaign(earlier ?? newTally(seed), { ...input, until: n, finished })
				: await runWorld({ ...newTally(seed), world }, { ...input, kills: killsPerWorld });
		say(summary(tally));
		if (stopping.signal.aborted && world === undefined && tally.kills < n) {
			say(`stopped before the end: npm run chaos -- kill --n ${n} --resume goes on`);
			return 1;
		}
		return 0;
	} finally {
		await (await services)?.stop();
	}
}

async function killData({ kills, seed }: { readonly kills: number; readonly seed: number }): Promise<number> {
	say(`seed ${seed}`);
	const startedAt = performance.now();
	const tally = await runDataCampaign({ dir: join(stateRoot, 'chaos', 'data'), kills, seed, say, stopping: stopping.signal });
	const seconds = (performance.now() - startedAt) / 1000;
	say(
		`\n${tally.ingestKills} kills of an ingest and ${tally.importKills} of an import in ${seconds.toFixed(0)} s, seed ${seed}: 0 acknowledged ticks lost, 0 doubled`,
	);
	say(`ingest    ${tally.batches} batches, ${tally.ticks} ticks, each as it was sent`);
	say(`import    ${tally.imports} files, ${tally.rows} rows, each file in whole or not at all`);
	return stopping.signal.aborted ? 1 : 0;
}

async function frames({
	n,
	seed,
	resume,
}: {
	readonly n: number;
	readonly seed: number | undefined;
	readonly resume: boolean;
}): Promise<number> {
	const dir = join(stateRoot, 'chaos');
	mkdirSync(dir, { recursive: true });
	const file = join(dir, 'frames.json');
	const tally = (resume ? readFrameTally(file) : undefined) ?? newFrameTally(seed ?? randomInt(2 ** 31));
	say(`seed ${tally.seed}${tally.rounds === 0 ? '' : `, after ${tally.counts.frames} frames`}`);
	say(await fuzzFrames(tally, { n, file, say }));
	return 0;
}

async function venue({
	n,
	seed,
	resume,
	threads,
	dir = join(stateRoot, 'chaos'),
}: {
	readonly n: number;
	readonly seed?: number | undefined;
	readonly resume: boolean;
	readonly threads?: number | undefined;
	readonly dir?: string | undefined;
}): Promise<number> {
	mkdirSync(dir, { recursive: true });
	const file = join(dir, 'venue.json');
	const earlier = resume ? readVenueTally(file) : undefined;
	if (resume && earlier === undefined) throw new Error(`there is no campaign to go on with: ${file} does not exist`);
	if (earlier !== undefined && seed !== undefined && seed !== earlier.seed)
		throw new Error(`the campaign in ${file} has seed ${earlier.seed}; leave --seed away to go on with it`);
	const tally = earlier ?? newVenueTally(seed ?? randomInt(2 ** 31));
	say(`seed ${tally.seed}${earlier === undefined ? '' : `, after ${tally.schedules} schedules`}`);
	await runVenueCampaign({ tally, file, n, dir, say, threads, stopping: stopping.signal });
	say(venueSummary(tally));
	if (tally.schedules < n) say(`stopped before the end: npm run chaos -- venue --n ${n} --dir ${dir} --resume goes on`);
	return tally.schedules < n ? 1 : 0;
}

function summary(tally: Tally): string {
	const list = (counts: Readonly<Record<string, number>>) =>
		Object.entries(counts)
			.toSorted(([a], [b]) => a.localeCompare(b))
			.map(([key, number]) => `${key} ${number}`)
			.join(', ');
	return [
		'',
		`${tally.kills} kills in ${tally.seconds.toFixed(0)} s, seed ${tally.seed}: 0 acknowledged orders lost, 0 sent twice`,
		`killed    ${list(tally.where)}`,
		`worlds    ${list(tally.worlds)}`,
		`orders    ${list(tally.orders)}`,
		`wire      ${tally.frames} order frames, each (epoch, sequence) and each new order once`,
		`answers   ${tally.replies}, of them ${tally.resends} to a request sent again, each with the same order`,
	].join('\n');
}

function say(text: string): void {
	process.stdout.write(`${text}\n`);
}

const stopping = new AbortController();
for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(event, () => stopping.abort());
main(process.argv.slice(2)).then(
	(code) => process.stdout.write('', () => process.exit(code)),
	(error: unknown) => {
		process.stderr.write(`chaos: ${error instanceof Error ? error.message : String(error)}\n`);
		process.exit(1);
	},
);
