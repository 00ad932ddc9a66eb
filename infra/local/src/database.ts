import { join } from 'node:path';
import pg from 'pg';
import { lastLines, run } from './exec.ts';
import { root } from './paths.ts';

const cli = join(root, 'packages/db/src/cli.ts');

/**
 * Runs the database's own command line: `migrate` (schema platform, the roles), then `seed` (the demo tenants). Both change nothing
 * where all is there. Secrets go by environment: arguments can be read by every user of the machine.
 */
export async function prepareDatabase(input: {
	env: Readonly<Record<string, string>>;
	users: Readonly<Record<string, string>>;
}): Promise<void> {
	const { MERIDIAN_WATCH_PARENT: _, ...env } = input.env;
	const appPassword = decodeURIComponent(new URL(env.DATABASE_URL ?? '').password);
	await step('migrate', { ...env, MERIDIAN_APP_PASSWORD: appPassword });
	await step('seed', { ...env, MERIDIAN_DEMO_PASSWORDS: JSON.stringify(input.users) });
}

async function step(command: 'migrate' | 'seed', env: Record<string, string>): Promise<void> {
	const done = await run(process.execPath, [cli, command], { cwd: root, env });
	if (done.code !== 0) throw new Error(`the database step "${command}" failed:\n${lastLines(`${done.stdout}\n${done.stderr}`, 20)}`);
}

/** Drops all that is ours in a server that is not: every tenant's schema, then schema platform. Roles stay; other databases may use them. */
export async function resetDatabase(adminUrl: string): Promise<void> {
	const client = new pg.Client({ connectionString: adminUrl });
	await client.connect();
	try {
		const { rows: found } = await client.query("SELECT to_regclass('platform.tenants') IS NOT NULL AS there");
		if (found[0]?.there === true) {
			const { rows } = await client.query<{ schema_name: string }>('SELECT schema_name FROM platform.tenants');
			for (const { schema_name } of rows) await client.query(`DROP SCHEMA IF EXISTS ${client.escapeIdentifier(schema_name)} CASCADE`);
		}
		await client.query('DROP SCHEMA IF EXISTS platform CASCADE');
	} finally {
		await client.end();
	}
}
