import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyPrepared, type Stack, type StackOptions, startStack, wipeState } from '@meridian/local';

/** Where only trading is looked at: neither jobs, nor new tenants, nor the portal. */
export const tradingAlone: Partial<StackOptions> = { web: false, processes: ['gateway', 'line', 'terminals', 'api'] };

/** A stack of its own for one test file: its own state and ports, so that it disturbs nobody and nobody it. */
export function freshStack(
	name: keyof typeof portBases,
	options: Partial<StackOptions> = {},
): StackOptions & { readonly stateDir: string } {
	return {
		portBase: portBases[name],
		stateDir: mkdtempSync(join(tmpdir(), `meridian-${name}-`)),
		fresh: true,
		quiet: process.env.MERIDIAN_E2E_VERBOSE === undefined,
		...options,
	};
}

const portBases = {
	...{ portal: 17400, unplug: 17500, kill: 17600, oracle: 17700, badInput: 17800, bench: 17900 },
	...{ amend: 18000, direct: 18100, closeBy: 18200, isolation: 18300, standby: 18400, identity: 18500, riskOfficer: 18900 },
	...{ everyPage: 20300, depthPush: 20600, adminDay: 20400, operatorDay: 20500 },
	...{ models: 19200, traderDay: 19600, tour: 19500, policies: 19700, documents: 19800 },
} as const;

/** Starts it, with the database that was prepared for this run where one was. @throws with the place of what it left, for whoever looks for the reason. */
export async function startFresh(...wanted: Parameters<typeof freshStack>): Promise<Stack> {
	const options = freshStack(...wanted);
	try {
		// What is seeded for several engine threads is seeded otherwise.
		const isCopy = options.shards === undefined && (await copyPrepared(options.stateDir));
		return await startStack(isCopy ? { ...options, fresh: false, isPrepared: true } : options);
	} catch (error) {
		throw new Error(`${error instanceof Error ? error.message : String(error)}\n${keptAt(options.stateDir)}`, { cause: error });
	}
}

/** What of a suite of Vitest's says how it ended. */
type Outcome = { readonly result?: { readonly state: string }; readonly tasks?: readonly Outcome[] };
const failed = (outcome: Outcome): boolean => outcome.result?.state === 'fail' || (outcome.tasks ?? []).some(failed);

/**
 * Stops a stack after its tests. Its folder goes with it where all of them passed; where one failed it stays, and where it is is said:
 * journal, logs and tables are then the evidence.
 */
export async function endStack(stack: Pick<Stack, 'stop' | 'stateDir'> | undefined, suite: Outcome): Promise<void> {
	if (stack === undefined) return;
	await stack.stop();
	if (failed(suite)) process.stderr.write(`${keptAt(stack.stateDir)}\n`);
	else wipeState(stack.stateDir);
}

const keptAt = (stateDir: string): string => `the state of the failed stack was kept in ${stateDir}`;
