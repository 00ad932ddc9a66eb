import type { SqlQuery, Transaction } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { tenantAdapter } from '../src/adapter.ts';
import { currentTenant, runAsTenant, type TenantContext } from '../src/context.ts';
import { createDb } from '../src/index.ts';
import { RolePool } from '../src/role-pool.ts';
import { asked } from './support/admin.ts';
import { createFleet, type Fleet } from './support/fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
	// One connection for everybody: whatever one leaves behind, the next one meets.
	fleet = await createFleet(2, { poolSize: 1 });
}, 60_000);
afterAll(() => fleet?.close());

const contextOf = (at: number, raw = false): TenantContext => {
	const name = pg.escapeIdentifier(fleet.schemas[at] ?? '');
	const role = pg.escapeIdentifier(fleet.roles[at] ?? '');
	return { tenantId: fleet.ids[at] ?? 0, cell: 'main', schema: name, role, raw };
};
const roleOf = async (at: number) => (await fleet.handle(at).$queryRaw<{ role: string }[]>`SELECT current_user::text AS role`)[0]?.role;
const markOf = async (at: number) => (await fleet.handle(at).instrument.findFirst({ where: { id: 1 } }))?.description;
const everyoneIsThemselves = async () => {
	for (const at of [0, 1, 1, 0]) {
		expect(await roleOf(at)).toBe(fleet.roles[at]);
		expect(`tenant_${await markOf(at)}`).toBe(fleet.schemas[at]);
	}
};

describe('one connection, two tenants', () => {
	test('after a transaction that commits', async () => {
		await fleet.handle(0).$transaction((tx) => tx.account.findMany());
		await everyoneIsThemselves();
	});
	test('after a transaction that rolls back: the role was set before it began, so nothing is undone unseen', async () => {
		for (const at of [0, 1, 0]) {
			const work = fleet.handle(at).$transaction(async (tx) => {
				expect(await tx.$queryRaw`SELECT current_user::text AS role`).toEqual([{ role: fleet.roles[at] }]);
				throw new Error('back');
			});
			await expect(work).rejects.toThrow('back');
			await everyoneIsThemselves();
		}
	});
	test('after a statement that fails, in and outside a transaction', async () => {
		await expect(fleet.handle(0).$executeRawUnsafe('SELECT 1/0')).rejects.toThrow();
		await everyoneIsThemselves();
		await expect(fleet.handle(1).$transaction((tx) => tx.$executeRawUnsafe('SELECT 1/0'))).rejects.toThrow();
		await everyoneIsThemselves();
	});
	test('after a transaction that ran out of time', async () => {
		const slow = fleet.handle(0).$transaction((tx) => tx.$queryRaw`SELECT 1 FROM pg_sleep(0.3)`, { timeout: 50 });
		await expect(slow).rejects.toThrow();
		await everyoneIsThemselves();
	});
	test('after the server ended the connection', async () => {
		await asked(
			fleet.database.adminUrl,
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename LIKE '%.app' AND datname = current_database()",
		);
		await vi.waitFor(everyoneIsThemselves, { timeout: 5_000, interval: 20 });
	});
});

describe('the pool', () => {
	const config = () => ({ connectionString: fleet.database.url, max: 1 });
	const roleQuery = { text: 'SELECT current_user::text AS role' };

	test('sets the role when it changes, and not again while it stays', async () => {
		let role = contextOf(0).role;
		const pool = new RolePool({ config: config(), currentRole: () => ({ role, raw: false }) });
		for (const [at, roles] of [
			[0, 1],
			[0, 1],
			[0, 1],
			[1, 2],
			[1, 2],
			[0, 3],
		] as const) {
			role = contextOf(at).role;
			expect(((await pool.query(roleQuery)) as pg.QueryResult).rows).toEqual([{ role: fleet.roles[at] }]);
			expect(pool.timing.roles).toBe(roles);
		}
		await pool.end();
	});
	test('a statement whose role can’t be assumed does not run under the role that the connection has', async () => {
		let role = contextOf(0).role;
		const pool = new RolePool({ config: config(), currentRole: () => ({ role, raw: false }) });
		const rename = { text: `UPDATE ${contextOf(0).schema}."accounts" SET "name" = $1`, values: ['taken'] };
		await pool.query(roleQuery);
		role = '"tenant_nobody"';
		await expect(pool.query(rename)).rejects.toThrow(/tenant_nobody/);
		role = contextOf(1).role;
		await expect(pool.query(rename)).rejects.toThrow(/permission denied/);
		role = contextOf(0).role;
		const { rows } = (await pool.query({
			text: `SELECT "name", current_user::text AS role FROM ${contextOf(0).schema}."accounts"`,
		})) as pg.QueryResult;
		expect(rows).toEqual([{ name: 'Twin', role: fleet.roles[0] }]);
		await pool.end();
	});
	test('gives an owner the connection it had, another where that is taken, and the next that is free where all are', async () => {
		let role = contextOf(0).role;
		const pool = new RolePool({ config: { ...config(), max: 2 }, currentRole: () => ({ role, raw: false }) });
		const pidOf = async (at: number): Promise<unknown> => {
			role = contextOf(at).role;
			return ((await pool.query({ text: 'SELECT pg_backend_pid() AS pid' })) as pg.QueryResult).rows[0]?.pid;
		};
		const [first, second] = [await pidOf(0), await pidOf(1)];
		expect(first).not.toBe(second);
		expect([await pidOf(0), await pidOf(1), await pidOf(1), await pidOf(0)]).toEqual([first, second, second, first]);
		role = contextOf(0).role;
		const held = await pool.connect();
		expect(await pidOf(0)).toBe(second);
		const other = await pool.connect();
		const waiting = [pidOf(0), pidOf(1), pidOf(0)];
		held.release();
		expect(await Promise.all(waiting)).toEqual([first, first, first]);
		other.release();
		await pool.end();
	});
	test('who waits too long for a connection is told so, and harms nobody', async () => {
		const pool = new RolePool({
			config: { ...config(), connectionTimeoutMillis: 3_000 },
			currentRole: () => ({ role: contextOf(0).role, raw: false }),
		});
		const held = await pool.connect();
		await expect(pool.query(roleQuery)).rejects.toThrow('timeout exceeded when trying to connect');
		held.release();
		expect(((await pool.query(roleQuery)) as pg.QueryResult).rows).toEqual([{ role: fleet.roles[0] }]);
		await pool.end();
	});
	test('trusts nothing after raw SQL: even a role that got past the guard does not reach the next user', async () => {
		let raw = true;
		const pool = new RolePool({ config: config(), currentRole: () => ({ role: contextOf(0).role, raw }) });
		await pool.query({ text: `SELECT set_config('role', '${fleet.roles[1]}', false)` });
		raw = false;
		expect(((await pool.query(roleQuery)) as pg.QueryResult).rows).toEqual([{ role: fleet.roles[0] }]);
		await pool.end();
	});
	test('throws a connection away that was given back inside a transaction', async () => {
		const pool = new RolePool({ config: config(), currentRole: () => ({ role: contextOf(0).role, raw: false }) });
		const state = { text: 'SELECT pg_backend_pid() AS pid, pg_current_xact_id_if_assigned() AS xact' };
		const client = await pool.connect();
		await client.query('BEGIN');
		await client.query('SELECT pg_current_xact_id()');
		const { rows: left } = await client.query<{ pid: number; xact: string | null }>(state);
		expect(left[0]?.xact).not.toBeNull();
		client.release();
		const { rows } = (await pool.query(state)) as pg.QueryResult<{ pid: number; xact: string | null }>;
		expect(rows[0]?.xact).toBeNull();
		expect(rows[0]?.pid).not.toBe(left[0]?.pid);
		await pool.end();
	});
	test('a role that does not exist is an error, and no statement runs', async () => {
		const pool = new RolePool({ config: config(), currentRole: () => ({ role: '"tenant_nobody"', raw: false }) });
		await expect(pool.query(roleQuery)).rejects.toThrow(/tenant_nobody/);
		await pool.end();
	});
});

describe('the adapter', () => {
	const query = (sql: string): SqlQuery => ({ sql, args: [], argTypes: [] });
	const readAccounts = query('SELECT "name" FROM "__tenant__"."accounts"');
	const open = async () => {
		const pool = new RolePool({ config: { connectionString: fleet.database.url, max: 2 }, currentRole: currentTenant });
		const adapter = await tenantAdapter(pool, () => undefined).connect();
		const end = async (transaction: Transaction) => {
			await transaction.executeRaw(query('ROLLBACK'));
			await transaction.rollback();
		};
		return { adapter, end, close: () => pool.end() };
	};

	test('a statement outside any tenant throws', async () => {
		const { adapter, close } = await open();
		await expect(adapter.queryRaw(readAccounts)).rejects.toMatchObject({ code: 'NO_TENANT_IN_CONTEXT' });
		await expect(adapter.executeRaw(readAccounts)).rejects.toMatchObject({ code: 'NO_TENANT_IN_CONTEXT' });
		await expect(adapter.startTransaction()).rejects.toMatchObject({ code: 'NO_TENANT_IN_CONTEXT' });
		await expect(adapter.executeScript('SELECT 1')).rejects.toMatchObject({ code: 'SQL_REFUSED' });
		await close();
	});
	test('a statement in B’s context, or in none, on a transaction opened for A throws', async () => {
		const { adapter, end, close } = await open();
		const ofA = await runAsTenant(contextOf(0), () => adapter.startTransaction());
		await expect(runAsTenant(contextOf(1), () => ofA.queryRaw(readAccounts))).rejects.toMatchObject({ code: 'WRONG_TENANT_IN_CONTEXT' });
		await expect(runAsTenant(contextOf(1), () => ofA.executeRaw(readAccounts))).rejects.toMatchObject({ code: 'WRONG_TENANT_IN_CONTEXT' });
		await expect(ofA.queryRaw(readAccounts)).rejects.toMatchObject({ code: 'NO_TENANT_IN_CONTEXT' });
		expect((await runAsTenant(contextOf(0), () => ofA.queryRaw(readAccounts))).rows).toEqual([['Twin']]);
		await end(ofA);
		await close();
	});
	test('a raw COMMIT does not end Prisma’s transaction; Prisma’s own does, from any context', async () => {
		const { adapter, end, close } = await open();
		const ofA = await runAsTenant(contextOf(0), () => adapter.startTransaction());
		await expect(runAsTenant(contextOf(0, true), () => ofA.executeRaw(query('COMMIT')))).rejects.toMatchObject({ code: 'SQL_REFUSED' });
		await end(ofA);
		await close();
	});
});

test('a database that is not there is an error, not a hang', async () => {
	const url = new URL(fleet.database.url);
	url.port = '1';
	const db = createDb({ url: url.href });
	await expect(db.forTenant(1).account.findMany()).rejects.toThrow();
	await db.close();
});
