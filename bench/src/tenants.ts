import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createDb, type Db } from '@meridian/db';
import { rolesFor } from '@meridian/db/roles';
import { connectAdmin, createTestDatabase, openCell, prepareCell, provisionTenant, standardTemplate } from '@meridian/db/testing';
import { startTestServices } from '@meridian/local';
import { z } from 'zod';
import { quantileRows, round } from './figures.ts';
import { seeded } from './support/random.ts';
import type { Result } from './types.ts';

const tenants = z.coerce.number().int().min(2).max(2_000).default(1_000).parse(process.env.MERIDIAN_BENCH_TENANTS);
const passes = 5;
const inFlight = 1;
const poolSize = 8;

/** A thousand institutions in two databases, served by one process. */
export const benchmark = {
	name: 'tenants',
	description:
		'tenants made from the template, then served by one process over two databases: memory of Node and of PostgreSQL, and time of a query',
	loadShape: `${tenants} tenants, every other in the second database; ${passes} passes over all in random order, one row by key each, ${inFlight} in flight (closed loop); ${poolSize} connections per database`,
	excludes:
		'the network (loopback) and other work on the machine; both databases are of one PostgreSQL server. Tenants are made one after another, as the migration lock has it. PSS is read from /proc, so on Linux alone.',
	async run(): Promise<Result[]> {
		const services = await startTestServices();
		const adminUrl = services.env.DATABASE_ADMIN_URL ?? '';
		const main = await createTestDatabase({ adminUrl });
		const name = `meridian_bench_${randomBytes(5).toString('hex')}`;
		const far = { admin: at(main.adminUrl, { pathname: `/${name}` }), password: randomBytes(12).toString('hex') };
		let db: Db | undefined;
		try {
			await asked(adminUrl, `CREATE DATABASE ${name}`);
			await prepareCell({ adminUrl: far.admin, appPassword: far.password });
			for (const cell of ['main', 'far']) await openCell(main.adminUrl, { name: cell, tenantsMax: tenants });
			const { ids, createMs } = await make(main.adminUrl, far.admin);
			const cells = { far: at(far.admin, { username: rolesFor(name).app, password: far.password }) };
			db = createDb({ url: main.url, cells, poolSize, tenantCacheMs: 600_000 });
			const served = await serve(db, ids);
			return [
				...quantileRows('create', { samples: createMs, unit: 'ms', quantiles: [0.5, 0.95, 1] }),
				...served,
				...(await backends(main.adminUrl)),
			];
		} finally {
			await db?.close();
			await asked(adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
			await dropRoles(adminUrl, rolesFor(name).app.replace(/app$/, ''));
			await main.close();
			await services.stop();
		}
	},
};

async function make(adminUrl: string, farAdmin: string): Promise<{ ids: number[]; createMs: number[] }> {
	const ids: number[] = [];
	const createMs: number[] = [];
	for (let n = 0; n < tenants; n += 1) {
		const template = standardTemplate({ slug: `bench${n}`, name: `Bench ${n}`, baseCurrency: 'EUR' });
		const startMs = performance.now();
		const made = await provisionTenant(adminUrl, template, n % 2 === 0 ? {} : { cell: { name: 'far', adminUrl: farAdmin } });
		createMs.push(performance.now() - startMs);
		ids.push(made.tenantId);
	}
	return { ids, createMs };
}

async function serve(db: Db, ids: readonly number[]): Promise<Result[]> {
	const random = seeded(7);
	const memory: number[] = [];
	let samples: number[] = [];
	for (let pass = 0; pass < passes; pass += 1) {
		samples = [];
		const queue = ids.map((id) => ({ id, key: random.below(1_000_000) })).toSorted((a, b) => a.key - b.key);
		const work = async (): Promise<void> => {
			for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
				const startMs = performance.now();
				const row = await db.forTenant(next.id).instrument.findUnique({ where: { id: 1 } });
				samples.push(performance.now() - startMs);
				if (row?.symbol !== 'EURUSD') throw new Error(`tenant ${next.id} answered ${row?.symbol}`);
			}
		};
		await Promise.all(Array.from({ length: inFlight }, work));
		memory.push(process.memoryUsage.rss() / 2 ** 20);
	}
	return [
		...quantileRows('query', { samples, unit: 'ms', quantiles: [0.5, 0.95, 0.99] }),
		{ case: 'Node', metric: 'RSS after the first pass', unit: 'MiB', value: round(memory[0] ?? 0) },
		{ case: 'Node', metric: 'RSS after the last pass', unit: 'MiB', value: round(memory.at(-1) ?? 0) },
	];
}

/** Proportional set size: shared memory counts once however many share it. */
async function backends(adminUrl: string): Promise<Result[]> {
	const rows = await asked(adminUrl, "SELECT pid FROM pg_stat_activity WHERE application_name = 'meridian'");
	const sizes = rows.flatMap(({ pid }) => {
		try {
			const kib = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
			return kib === undefined ? [] : [Number(kib) / 1024];
		} catch {
			return [];
		}
	});
	if (sizes.length === 0) return [];
	return [
		{ case: 'PostgreSQL backends', metric: 'count', unit: '', value: sizes.length },
		{ case: 'PostgreSQL backends', metric: 'PSS, sum', unit: 'MiB', value: round(sizes.reduce((sum, size) => sum + size, 0)) },
		{ case: 'PostgreSQL backends', metric: 'PSS, largest', unit: 'MiB', value: round(Math.max(...sizes)) },
	];
}

const at = (url: string, change: { pathname?: string; username?: string; password?: string }): string =>
	Object.assign(new URL(url), change).href;

async function asked(adminUrl: string, sql: string): Promise<Record<string, unknown>[]> {
	const client = await connectAdmin(adminUrl);
	try {
		return (await client.query<Record<string, unknown>>(sql)).rows;
	} finally {
		await client.end();
	}
}

async function dropRoles(adminUrl: string, prefix: string): Promise<void> {
	const roles = await asked(adminUrl, `SELECT quote_ident(rolname) AS role FROM pg_roles WHERE starts_with(rolname, '${prefix}')`);
	for (const { role } of roles) await asked(adminUrl, `DROP ROLE ${role}`);
}
