import { issueToken, roles } from '@meridian/auth';
import { connectAdmin, openTestSession } from '@meridian/db/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestApi, type TestApi } from '../support.ts';
import { fuzz } from './fuzz.ts';

const requests = Number(process.env.MERIDIAN_FUZZ_REQUESTS ?? 10_000);
const seed = Number(process.env.MERIDIAN_TEST_SEED ?? Date.now() % 2 ** 31);

let it: TestApi;
const tokens: string[] = [''];
beforeAll(async () => {
	const many = { person: 10 ** 6, tenant: 10 ** 7 };
	it = await startTestApi({ redisDb: 15, env: { rates: { read: many, write: many } } });
	const client = await connectAdmin(it.database.adminUrl);
	for (const role of roles) {
		const made = await client.query<{ id: number }>(
			`INSERT INTO platform.users (email, name, password_hash) VALUES ('fuzz-${role}@aurora.example', 'Fuzz', 'none') RETURNING id`,
		);
		const userId = made.rows[0]?.id ?? 0;
		await client.query(`INSERT INTO platform.memberships (tenant_id, user_id, role) VALUES (1, ${userId}, '${role}')`);
		const sessionId = await openTestSession(it.database.adminUrl, { userId, tenantId: 1 });
		tokens.push((await issueToken(it.env.authSecret, { userId, tenantId: 1, role, sessionId }, { ttlSec: 7_200 })).token);
	}
	await client.end();
}, 120_000);
afterAll(() => it?.close());

test(`${requests} random requests out of openapi.json find no failure of ours, and none hangs`, async () => {
	process.stdout.write(`seed ${seed} (MERIDIAN_TEST_SEED=${seed} repeats it)\n`);
	const { outcomes } = await fuzz({ url: it.url, tokens, requests, seed });
	process.stdout.write(`${JSON.stringify(Object.fromEntries([...outcomes].toSorted((a, b) => b[1] - a[1])))}\n`);
	expect(outcomes.size).toBeGreaterThan(5);
}, 3_600_000);
