import { getHeapSpaceStatistics } from 'node:v8';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TenantContext } from '../src/context.ts';
import { RolePool } from '../src/role-pool.ts';
import { createFleet, type Fleet } from './support/fleet.ts';

let fleet: Fleet;
beforeAll(async () => {
	fleet = await createFleet(2);
}, 60_000);
afterAll(() => fleet?.close());

const contextOf = (at: number): TenantContext => ({
	...{ tenantId: fleet.ids[at] ?? 0, cell: 'main', raw: false },
	...{ schema: pg.escapeIdentifier(fleet.schemas[at] ?? ''), role: pg.escapeIdentifier(fleet.roles[at] ?? '') },
});
const statement = { text: `SELECT i, repeat('x', 20) || i, now(), i::bigint FROM generate_series(1, 200) i`, rowMode: 'array' };
const oldMiB = () => (getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? 0) / 2 ** 20;

describe('young collections find nothing of statements that have been answered', () => {
	test.each([
		['one after another of one tenant', 1],
		['of two tenants by turns, so that each brings its role', 2],
	])('%s', async (_name, tenants) => {
		let asker = contextOf(0);
		let peakMiB = 0;
		const pool = new RolePool({ config: { connectionString: fleet.database.url, max: 1 }, currentRole: () => asker });
		const ask = async (times: number) => {
			let rows = 0;
			peakMiB = 0;
			for (let n = 0; n < times; n += 1) {
				asker = contextOf(n % tenants);
				// A full collection on the way would hide what there was before it.
				if (n % 10 === 0) peakMiB = Math.max(peakMiB, oldMiB());
				rows += ((await pool.query(statement)) as pg.QueryResult).rows.length;
			}
			return rows;
		};
		try {
			expect(await ask(300)).toBe(60_000);
			const before = oldMiB();
			await ask(1_200);
			expect(peakMiB - before).toBeLessThan(10);
		} finally {
			await pool.end();
		}
	});
});
