import { rmSync } from 'node:fs';
import { databaseOf, rolesFor } from '@meridian/db/roles';
import { run } from '../exec.ts';
import { launcherEnv } from '../options.ts';
import { makeStateDir } from '../paths.ts';
import type { Ports } from '../ports.ts';
import type { Supervisor } from '../process/supervisor.ts';
import { copySecrets, type Secrets } from '../secrets.ts';
import { createDatabase, postgresUrl, privatePostgres } from './postgres.ts';
import { dataDirFor } from './postgres-files.ts';
import { privateRedis, redisUrl } from './redis.ts';
import { findTool, redisTool } from './tool.ts';

const ownDatabase = 'meridian';
const startWaitMs = 30_000;

export type Services = {
	readonly databaseAdminUrl: string;
	readonly databaseUrl: string;
	readonly redisUrl: string;
	readonly external: { readonly postgres: boolean; readonly redis: boolean };
};

/** Which servers are given from outside. DATABASE_URL alone is taken as the superuser's. */
export function externalServices(env = launcherEnv()): {
	adminUrl: string | undefined;
	appUrl: string | undefined;
	redisUrl: string | undefined;
} {
	const adminUrl = env.DATABASE_ADMIN_URL ?? env.DATABASE_URL;
	const appUrl = env.DATABASE_ADMIN_URL === undefined ? undefined : env.DATABASE_URL;
	if (adminUrl !== undefined && new URL(adminUrl).username === appUserAt(adminUrl)) {
		throw new Error(
			`DATABASE_URL names the role ${appUserAt(adminUrl)}, which may not migrate; give DATABASE_ADMIN_URL (a superuser's or owner's URL) too, or instead`,
		);
	}
	return { adminUrl, appUrl, redisUrl: env.REDIS_URL };
}

/** The login role of the database that a URL names, as it is written in URLs. */
const appUserAt = (url: string): string => encodeURIComponent(rolesFor(databaseOf(url)).app);

/** The app's URL at a server where only the administrator's is known. */
export function appUrlAt(adminUrl: string, password: string): string {
	const url = new URL(adminUrl);
	url.username = appUserAt(adminUrl);
	url.password = password;
	return url.href;
}

/** PostgreSQL and Redis: those given, else private ones. @throws with what to do where one can't be had. */
export async function startServices(input: {
	supervisor: Supervisor;
	stateDir: string;
	ports: Ports;
	secrets: Secrets;
	note: (text: string) => void;
}): Promise<Services> {
	const { supervisor, stateDir, ports, secrets, note } = input;
	const given = externalServices();
	const postgres = async (): Promise<{ databaseAdminUrl: string; databaseUrl: string }> => {
		if (given.adminUrl !== undefined) {
			note('PostgreSQL: the given one');
			return { databaseAdminUrl: given.adminUrl, databaseUrl: given.appUrl ?? appUrlAt(given.adminUrl, secrets.appPassword) };
		}
		note(`PostgreSQL: a private one on port ${ports.postgres}`);
		const spec = await privatePostgres({ stateDir, port: ports.postgres, password: secrets.postgresPassword });
		await supervisor.start(spec).waitFor('ok', startWaitMs);
		const databaseAdminUrl = postgresUrl({ user: 'postgres', password: secrets.postgresPassword, port: ports.postgres });
		await createDatabase(databaseAdminUrl.replace(/meridian$/, 'postgres'), ownDatabase);
		return {
			databaseAdminUrl,
			databaseUrl: postgresUrl({ user: rolesFor(ownDatabase).app, password: secrets.appPassword, port: ports.postgres }),
		};
	};
	const redis = async (): Promise<string> => {
		if (given.redisUrl !== undefined) {
			note('Redis: the given one');
			return given.redisUrl;
		}
		const tool = await findTool(redisTool, note);
		if ('missing' in tool) throw new Error(tool.missing);
		note(`Redis: a private one on port ${ports.redis}`);
		await supervisor
			.start(privateRedis({ stateDir, port: ports.redis, password: secrets.redisPassword, command: tool.path }))
			.waitFor('ok', startWaitMs);
		return redisUrl({ password: secrets.redisPassword, port: ports.redis });
	};
	const [urls, redisAt] = await Promise.all([postgres(), redis()]);
	return { ...urls, redisUrl: redisAt, external: { postgres: given.adminUrl !== undefined, redis: given.redisUrl !== undefined } };
}

/** Deletes a copy's state, wherever its parts lie. */
export function wipeState(stateDir: string): void {
	rmSync(dataDirFor(stateDir), { recursive: true, force: true });
	rmSync(stateDir, { recursive: true, force: true });
}

/**
 * Gives a new state folder the database of a closed copy, and what of its secrets that database knows; all other keys are of its own.
 * @throws where it can't be copied
 */
export async function copyDatabase(fromStateDir: string, toStateDir: string): Promise<void> {
	makeStateDir(toStateDir);
	copySecrets(fromStateDir, toStateDir);
	// Not Node's own copy: files of a root's server belong to another user, and keep it.
	const copied = await run('cp', ['-a', dataDirFor(fromStateDir), dataDirFor(toStateDir)]);
	if (copied.code !== 0) throw new Error(`the database of ${fromStateDir} could not be copied: ${copied.stderr.trim()}`);
}
