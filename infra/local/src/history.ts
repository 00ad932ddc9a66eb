import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { demoServer, demoSymbols, demoTenants, marketSeed } from './demo.ts';
import { environmentFor } from './environment.ts';
import { lastLines, type RunResult, run } from './exec.ts';
import { root } from './paths.ts';

const dataCli = join(root, 'packages/market-data/src/cli/main.ts');
const databaseCli = join(root, 'packages/db/src/cli.ts');
/** Days of minutes before the first start. */
const historyDays = 5;

type Input = {
	/** The emulated terminal. */
	readonly binary: string;
	readonly stateDir: string;
	readonly env: Readonly<Record<string, string>>;
	readonly note: (text: string) => void;
	readonly signal: AbortSignal;
};

/**
 * Gives the demo's charts a past: the emulated terminal exports the minutes that its market would have had, as a person exports them from
 * MetaTrader, and they are imported as shared data that the demo tenants may read. The generated market is a function of time, so the past
 * meets the present without a jump. Once for each state; what was cut off is done by the next start. Never throws: charts without a past work.
 */
export async function importHistory(input: Input): Promise<void> {
	const { stateDir, env, note, signal } = input;
	const dir = join(stateDir, 'history');
	const series = join(stateDir, 'market-data', 'series', 'shared', demoServer);
	if (demoSymbols.every((symbol) => existsSync(join(series, symbol, 'bars-60-ask', 'manifest.json')))) return;
	const { MERIDIAN_WATCH_PARENT: _, ...all } = env;
	const step = async (command: string, args: readonly string[], stepEnv = environmentFor('history', all)): Promise<RunResult> => {
		const result = await run(command, args, { cwd: stateDir, env: stepEnv, signal });
		if (result.code !== 0) throw new Error(lastLines(result.stderr || result.stdout, 3));
		return result;
	};
	try {
		// An export that was cut off is of another minute: the files of one try are imported, or none.
		rmSync(dir, { recursive: true, force: true });
		mkdirSync(dir, { recursive: true, mode: 0o700 });
		await step(input.binary, ['--export-bars', dir, '--days', String(historyDays), '--seed', String(marketSeed)]);
		for (const slug of demoTenants) await step(process.execPath, [databaseCli, 'entitle', slug, demoServer, '*'], all);
		for (const side of ['bid', 'ask'])
			await step(process.execPath, [
				...[dataCli, 'import', '--venue', demoServer, '--zone', 'UTC', '--side', side, '--overlap', 'replace'],
				...readdirSync(join(dir, side))
					.filter((file) => demoSymbols.some((symbol) => basename(file).startsWith(`${symbol}_M1_`)))
					.map((file) => join(dir, side, file)),
			]);
		note(`charts have the simulated market's last ${historyDays} days`);
	} catch (error) {
		if (!signal.aborted) note(`charts have no past: ${error instanceof Error ? error.message : String(error)}`);
	} finally {
		rmSync(dir, { recursive: true, force: true });
	}
}
