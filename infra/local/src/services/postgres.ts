import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { lastLines, run } from '../exec.ts';
import type { HealthProbe } from '../process/health.ts';
import type { ProcessSpec } from '../process/managed.ts';
import { type PostgresFiles, preparePostgresFiles } from './postgres-files.ts';

export const postgresUrl = (input: { user: string; password: string; port: number }): string =>
	`postgresql://${input.user}:${input.password}@127.0.0.1:${input.port}/meridian`;

/** Ready when it answers a query. */
export const postgresHealth =
	(url: string): HealthProbe =>
	async () => {
		const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
		client.on('error', () => undefined);
		try {
			await client.connect();
			await client.query('SELECT 1');
			return { state: 'ok' };
		} catch (error) {
			return { state: 'silent', reason: error instanceof Error ? error.message : String(error) };
		} finally {
			await client.end().catch(() => undefined);
		}
	};

async function initialise(files: PostgresFiles, password: string): Promise<void> {
	const { bin, dataDir, user } = files;
	if (existsSync(join(dataDir, 'PG_VERSION')) && existsSync(join(dataDir, 'meridian.complete'))) return;
	rmSync(dataDir, { recursive: true, force: true }); // an initdb that was cut off
	mkdirSync(dataDir, { recursive: true, mode: 0o700 });
	const passwordFile = join(dirname(dataDir), `.pg-password-${process.pid}`);
	writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
	try {
		if (user !== undefined) for (const path of [dataDir, passwordFile]) chownSync(path, user.uid, user.gid);
		const args = [
			`--pgdata=${dataDir}`,
			'--auth=scram-sha-256',
			'--username=postgres',
			`--pwfile=${passwordFile}`,
			'--encoding=UTF8',
			'--locale=C',
		];
		const made = await run(join(bin, 'initdb'), args, { cwd: user === undefined ? dirname(dataDir) : tmpdir(), ...user });
		if (made.code !== 0)
			throw new Error(`PostgreSQL could not make its data folder ${dataDir}:\n${lastLines(made.stderr || made.stdout, 10)}`);
		const marker = join(dataDir, 'meridian.complete');
		writeFileSync(marker, readFileSync(join(dataDir, 'PG_VERSION')));
		if (user !== undefined) chownSync(marker, user.uid, user.gid);
	} finally {
		rmSync(passwordFile, { force: true });
	}
}

/** A private cluster of this copy: loopback only, no socket file, every login with a password. */
export async function privatePostgres(input: { stateDir: string; port: number; password: string }): Promise<ProcessSpec> {
	const files = await preparePostgresFiles(input.stateDir);
	await initialise(files, input.password);
	const settings = {
		listen_addresses: '127.0.0.1',
		unix_socket_directories: '',
		max_connections: '200',
		shared_buffers: '128MB',
		// Each look at what is to be vacuumed reads the catalogue: of a thousand tenants' tables, half of a processor for seconds.
		autovacuum_naptime: '15min',
		password_encryption: 'scram-sha-256',
		log_line_prefix: '',
		log_min_messages: 'warning',
	};
	const args = [
		'-D',
		files.dataDir,
		'-p',
		String(input.port),
		...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
	];
	return {
		name: 'postgres',
		command: join(files.bin, 'postgres'),
		args,
		env: { PATH: process.env.PATH ?? '', LC_ALL: 'C', TZ: 'UTC' },
		cwd: files.user === undefined ? input.stateDir : tmpdir(),
		health: postgresHealth(postgresUrl({ user: 'postgres', password: input.password, port: input.port }).replace(/meridian$/, 'postgres')),
		stopSignal: 'SIGINT',
		last: true,
		...(files.user === undefined ? {} : { user: files.user }),
	};
}

/** The platform's database in a server, made if it is not there. @param adminUrl of any database of that server. */
export async function createDatabase(adminUrl: string, name: string): Promise<void> {
	const client = new pg.Client({ connectionString: adminUrl });
	await client.connect();
	try {
		const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
		if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
	} finally {
		await client.end();
	}
}
