import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { shardDir } from '../shards/layout.ts';
import { explain } from './explain.ts';
import { replayAll } from './replay.ts';
import { show } from './show.ts';
import { verify } from './verify.ts';

const usage = `npm run journal -- COMMAND [options]
  verify           reads every segment: checksums, sequences, and the hash that ties each to the one before it
  show             prints the records, one line each with what they caused
  replay           decides every record again with this build; prints the hashes and every decision that came out differently
  record           plays some simulated minutes with this build and keeps its journal, for a later build to replay: a release check
  explain ORDER    one order's whole story; ORDER is its id or its client order id

  --state DIR      the copy's data (default .state/7400, or MERIDIAN_STATE_DIR)
  --shard N        of a gateway with several, the shard whose journal it is (default 0)
  --from N --to N  show: only these sequences
  --seed N         record: of what is played (default 1); --state is a new folder then
  --full           show: the whole records as they stand in the journal
  --account N      explain: whose client order id it is, where several accounts used the same
But for record nothing is changed, and a gateway may be running.`;

const sequence = z.coerce.number().int().positive();
const shape = z.object({
	command: z.enum(['verify', 'show', 'replay', 'record', 'explain'], { error: 'COMMAND is verify, show, replay, record or explain' }),
	order: z.string().optional(),
	state: z.string().default(process.env.MERIDIAN_STATE_DIR ?? '.state/7400'),
	shard: z.coerce.number().int().min(0).default(0),
	seed: sequence.default(1),
	from: sequence.default(1),
	to: sequence.default(Number.MAX_SAFE_INTEGER),
	full: z.boolean().default(false),
	account: sequence.optional(),
});

/** @returns the exit code: 0 where all is well, 1 where something is wrong with the journal. */
async function run(args: readonly string[]): Promise<number> {
	const { values, positionals } = parseArgs({
		args: [...args],
		allowPositionals: true,
		options: {
			state: { type: 'string' },
			shard: { type: 'string' },
			seed: { type: 'string' },
			from: { type: 'string' },
			to: { type: 'string' },
			full: { type: 'boolean' },
			account: { type: 'string' },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help === true || positionals.length === 0) {
		print(usage);
		return values.help === true ? 0 : 2;
	}
	const parsed = shape.safeParse({ command: positionals[0], order: positionals[1], ...values });
	if (!parsed.success) throw new Error(`${z.prettifyError(parsed.error)}\n\n${usage}`);
	const { command, order, state, shard, seed, from, to, full, account } = parsed.data;
	const dir = join(shardDir(resolve(state), shard), 'journal');
	// Not with the others: what plays needs more of Node than what reads.
	if (command === 'record') return (await import('./record.ts')).recordDay(dir, { seed, print });
	if (!existsSync(dir))
		throw new Error(
			`there is no journal in ${dir}; --state names the folder of a copy (npm start uses .state/7400), --shard one of several shards`,
		);
	switch (command) {
		case 'verify':
			return verify(dir, print);
		case 'show':
			return show(dir, { from, to, full, print });
		case 'replay':
			return replayAll(dir, print);
		case 'explain':
			if (order === undefined) throw new Error(`explain needs an order: npm run journal -- explain ORDER\n\n${usage}`);
			return explain(dir, { order, accountId: account, print });
	}
}

function print(text: string): void {
	process.stdout.write(`${text}\n`);
}

process.on('disconnect', () => process.exit(1));
// A reader that has seen enough (head, less) is no fault.
process.stdout.on('error', () => process.exit(0));
try {
	process.exitCode = await run(process.argv.slice(2));
} catch (error) {
	process.stderr.write(`journal: ${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
}
process.disconnect?.();
