import { join } from 'node:path';
import { lastLines, run } from './exec.ts';
import { root } from './paths.ts';

const cli = join(root, 'packages/db/src/cli.ts');

/**
 * Runs the database's own command line. `migrate`: schema platform and the roles; the login role's password is that of DATABASE_URL.
 * `seed`: the demo tenants, passwords on stdin, where no other user of the machine can read them. Both change nothing where all is
 * there. `reset` drops all of ours from a server that is not ours.
 */
export async function database(
	command: 'migrate' | 'seed' | 'reset',
	input: { env: Readonly<Record<string, string>>; passwords?: Readonly<Record<string, string>> },
): Promise<void> {
	const stdin = input.passwords === undefined ? '' : JSON.stringify({ passwords: input.passwords });
	const { MERIDIAN_WATCH_PARENT: _, ...env } = input.env;
	const done = await run(process.execPath, [cli, command], { cwd: root, env, stdin });
	if (done.code !== 0) throw new Error(`the database step "${command}" failed:\n${lastLines(`${done.stdout}\n${done.stderr}`, 20)}`);
}
