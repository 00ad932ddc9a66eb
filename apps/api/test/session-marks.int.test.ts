import { issueToken, newSessionId } from '@meridian/auth';
import { createDb, type Db } from '@meridian/db';
import { connectAdmin, createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { AuthState } from '../src/context.ts';
import { Authenticator } from '../src/modules/identity/authenticate.ts';

const authSecret = '5c'.repeat(32);
const ttlMs = 100;
/** People with a session each, alternately of both demo tenants. */
const people = 40;

/** Sessions that are in use are kept fresh by marks: whatever changes what a session says has to change its mark. */
describe('sessions that are believed', () => {
	let database: TestDatabase;
	let db: Db;
	let authenticator: Authenticator;
	let admin: Awaited<ReturnType<typeof connectAdmin>>;
	const known: { readonly userId: number; readonly tenantId: number; readonly sessionId: number; readonly header: string }[] = [];
	beforeAll(async () => {
		database = await createTestDatabase();
		db = createDb({ url: database.url });
		admin = await connectAdmin(database.adminUrl);
		authenticator = new Authenticator({ db, authSecret, ttlMs });
		for (let n = 0; n < people; n += 1) {
			const tenantId = database.tenants[n % 2] ?? 0;
			const sessionId = newSessionId();
			const user = await admin.query<{ id: number }>(
				`WITH one AS (INSERT INTO platform.users (email, name, password_hash) VALUES ($1, 'Before', 'none') RETURNING id),
					member AS (INSERT INTO platform.memberships (tenant_id, user_id, role) SELECT $2, id, 'TRADER' FROM one)
				SELECT id FROM one`,
				[`person${n}@marks.example`, tenantId],
			);
			const userId = user.rows[0]?.id ?? 0;
			await admin.query(
				`INSERT INTO platform.sessions (id, user_id, tenant_id, methods, scopes, user_agent, source_ip, expires_at)
				VALUES ($1, $2, $3, '{password}', '{}', 'test', '', now() + interval '1 hour')`,
				[sessionId, userId, tenantId],
			);
			const { token } = await issueToken(authSecret, { userId, tenantId, role: 'TRADER', sessionId });
			known.push({ userId, tenantId, sessionId, header: `Bearer ${token}` });
		}
	});
	afterAll(async () => {
		authenticator?.stop();
		await admin?.end();
		await db?.close();
		await database?.close();
	});
	const all = () => Promise.all(known.map(({ header }) => authenticator.authenticate(header)));
	const person = (n: number) => {
		const found = known[n];
		if (found === undefined) throw new Error(`there is no person ${n}`);
		return found;
	};
	const said = (auth: AuthState | undefined): string =>
		auth?.kind === 'viewer'
			? `${auth.viewer.userId} ${auth.viewer.name} ${auth.viewer.role} ${auth.viewer.tenantActive}`
			: (auth?.kind ?? '');
	const before = () => known.map(({ userId }) => `${userId} Before TRADER true`);

	test('stay what they are, each its own, without a question of their own', async () => {
		expect((await all()).map(said)).toEqual(before());
		const asked = authenticator.reads.waited;
		const fromMs = performance.now();
		await vi.waitFor(async () => {
			expect((await all()).map(said)).toEqual(before());
			expect(performance.now() - fromMs).toBeGreaterThan(5 * ttlMs);
		}, 10_000);
		// One that was late is asked for again.
		expect(authenticator.reads.waited - asked).toBeLessThan(5 * people);
	});

	test.each([
		['name', 'UPDATE platform.users SET name = $2 WHERE id = $1', 0, 'After', /^\d+ After TRADER true$/],
		['role', 'UPDATE platform.memberships SET role = $2::platform.role WHERE user_id = $1', 1, 'QUANT', /^\d+ Before QUANT true$/],
		['membership', 'UPDATE platform.memberships SET active = $2::boolean WHERE user_id = $1', 2, 'false', /^refused$/],
		['person', 'UPDATE platform.users SET active = $2::boolean WHERE id = $1', 3, 'false', /^refused$/],
		['session', 'UPDATE platform.sessions SET revoked_at = $2::timestamptz WHERE user_id = $1', 4, '2026-01-01', /^refused$/],
		['end', 'UPDATE platform.sessions SET expires_at = $2::timestamptz WHERE user_id = $1', 5, '2026-01-01', /^refused$/],
	])('show a change of their %s, and the others stay', async (_, statement, n, value, expected) => {
		const unchanged = (await all()).map(said);
		await admin.query(statement, [person(n).userId, value]);
		await vi.waitFor(async () => expect(said(await authenticator.authenticate(person(n).header))).toMatch(expected));
		const now = (await all()).map(said);
		expect(now.filter((_text, at) => at !== n)).toEqual(unchanged.filter((_text, at) => at !== n));
	});

	test('show that their tenant is suspended, and those of the other tenant stay', async () => {
		const [suspended = 0, other = 0] = database.tenants;
		await admin.query(`UPDATE platform.tenants SET status = 'SUSPENDED' WHERE id = $1`, [suspended]);
		await vi.waitFor(async () => expect(said(await authenticator.authenticate(person(8).header))).toMatch(/TRADER false$/));
		expect(person(8).tenantId).toBe(suspended);
		expect(person(9).tenantId).toBe(other);
		expect(said(await authenticator.authenticate(person(9).header))).toMatch(/TRADER true$/);
	});
});
