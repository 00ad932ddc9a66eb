import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyDatabase, externalServices, wipeState } from '../services/start.ts';
import { startStack } from '../stack.ts';
import { freeBase } from './free-base.ts';

/** Names the state folder of a closed copy, migrated and seeded, whose database stacks of tests begin with. */
const variable = 'MERIDIAN_TEST_STATE';

export type PreparedState = { readonly env: Readonly<Record<string, string>>; remove(): void };

/**
 * Migrates and seeds once what each stack of a run would for itself. Nothing is prepared where the server is a given one: its
 * tables are in no folder of ours.
 */
export async function prepareState(): Promise<PreparedState> {
	if (externalServices().adminUrl !== undefined) return { env: {}, remove: () => undefined };
	const stateDir = mkdtempSync(join(tmpdir(), 'meridian-prepared-'));
	const remove = () => wipeState(stateDir);
	try {
		const stack = await startStack({ portBase: await freeBase(), stateDir, fresh: true, quiet: true, processes: [] });
		await stack.stop();
		return { env: { [variable]: stateDir }, remove };
	} catch (error) {
		remove();
		throw error;
	}
}

/** Gives a new state folder the prepared database. @returns false where none was prepared, and nothing was done */
export async function copyPrepared(stateDir: string, env: NodeJS.ProcessEnv = process.env): Promise<boolean> {
	const from = env[variable];
	if (from === undefined) return false;
	await copyDatabase(from, stateDir);
	return true;
}
