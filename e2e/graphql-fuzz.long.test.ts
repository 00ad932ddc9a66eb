import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { startApi } from '@meridian/api/start';
import { issueToken, roles } from '@meridian/auth';
import { connectAdmin, createTestDatabase, openTestSession, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import {
	buildSchema,
	type GraphQLInputType,
	getNullableType,
	isEnumType,
	isInputObjectType,
	isListType,
	isNonNullType,
	isObjectType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { documentFor } from './src/isolation/document.ts';
import { globalId } from './src/isolation/ids.ts';

const schema = buildSchema(readFileSync(new URL('../apps/api/schema.graphql', import.meta.url), 'utf8'));
const requests = Number(process.env.MERIDIAN_FUZZ_REQUESTS ?? 10_000);
const seed = Number(process.env.MERIDIAN_TEST_SEED ?? Date.now() % 2 ** 31);

/** mulberry32 */
function randomFrom(from: number): (below: number) => number {
	let state = from;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
	};
}
const next = randomFrom(seed);
const pick = <T>(items: readonly T[]): T | undefined => items[next(items.length)];

const texts = [
	'',
	' ',
	'0',
	'-1',
	'1.10250',
	'1e9',
	'99999999999999999999',
	'NaN',
	'\u0000',
	'\ud800',
	"'; DROP SCHEMA platform; --",
	'😀',
	'x'.repeat(3_000),
	'__proto__',
];
const ids = ['Account', 'Instrument', 'Order', 'Execution', 'Person', 'Tenant', 'Nonsense'].flatMap((type) =>
	[1, 2, 0, -1, 2 ** 31, '1-1', '9'.repeat(19)].map((id) => globalId(type, id)),
);
const numbers = [0, 1, -1, 50, 2 ** 31 - 1, -(2 ** 31)];

/** A value of an input type: mostly of its shape, sometimes nothing, sometimes of none. */
function anyValue(type: GraphQLInputType, depth = 0): unknown {
	if (!isNonNullType(type) && next(3) === 0) return null;
	const inner = getNullableType(type);
	if (isListType(inner)) return Array.from({ length: next(4) }, () => anyValue(inner.ofType, depth + 1));
	if (isEnumType(inner)) return next(20) === 0 ? 'NO_SUCH_VALUE' : pick(inner.getValues())?.name;
	if (isInputObjectType(inner)) {
		const fields = Object.values(inner.getFields()).filter((field) => isNonNullType(field.type) || next(2) === 0);
		return Object.fromEntries(fields.map((field) => [field.name, depth > 4 ? null : anyValue(field.type, depth + 1)]));
	}
	switch (inner.toString()) {
		case 'ID':
			return pick(next(3) === 0 ? texts : ids);
		case 'Int':
			return pick(numbers);
		case 'Float':
			return pick([...numbers, 0.1, 1e300]);
		case 'Boolean':
			return next(2) === 0;
		case 'DateTime':
			return pick(['2026-01-01T00:00:00Z', '+275760-09-13T00:00:00.000Z', '0000-00-00', ...texts]);
		case 'BigInt':
			return pick(['0', '1', '-1', '18446744073709551615', '9'.repeat(40), ...texts]);
		default:
			return pick(next(2) === 0 ? ids : texts);
	}
}

let database: TestDatabase;
let api: Awaited<ReturnType<typeof startApi>>;
const tokens: string[] = [];
beforeAll(async () => {
	process.env.MERIDIAN_LOG_LEVEL = 'silent';
	database = await createTestDatabase();
	const authSecret = randomBytes(32).toString('hex');
	const client = await connectAdmin(database.adminUrl);
	for (const role of roles) {
		const user = await client.query<{ id: number }>(
			`INSERT INTO platform.users (email, name, password_hash) VALUES ('fuzz-${role}@aurora.example', 'Fuzz', 'none') RETURNING id`,
		);
		const userId = user.rows[0]?.id ?? 0;
		await client.query(`INSERT INTO platform.memberships (tenant_id, user_id, role) VALUES (1, ${userId}, '${role}')`);
		const sessionId = await openTestSession(database.adminUrl, { userId, tenantId: 1 });
		tokens.push((await issueToken(authSecret, { userId, tenantId: 1, role, sessionId }, { ttlSec: 3_600 })).token);
	}
	await client.end();
	const many = { person: 10 ** 6, tenant: 10 ** 7 };
	api = await startApi(
		{
			...{ databaseUrl: database.url, authSecret, gatewayKey: randomBytes(32).toString('hex'), rates: { read: many, write: many } },
			redisUrl: Object.assign(new URL(process.env.REDIS_URL ?? ''), { pathname: '/11' }).href,
			...{ gateways: [{ host: '127.0.0.1', port: 1 }], shards: 1, credentialKey: randomBytes(32).toString('hex'), port: 0 },
			...{ webOrigins: ['http://localhost:7400'], line: null, marketLabel: 'none' },
		},
		createLogger('fuzz'),
	);
}, 120_000);
afterAll(async () => {
	await api?.stop();
	await database?.close();
});

/** Acts that would end the fuzzers' own sessions, or take minutes of hashing. */
const leftOut = new Set(['revokeSession', 'revokeOtherSessions', 'removePerson', 'changeRole', 'revokeApiClient', 'login', 'proveAgain']);

test(`${requests} random requests find no failure of ours, and none hangs`, async () => {
	process.stdout.write(`seed ${seed} (MERIDIAN_TEST_SEED=${seed} repeats it)\n`);
	const fields = ['Query', 'Mutation'].flatMap((root) => {
		const type = schema.getType(root);
		return isObjectType(type)
			? Object.values(type.getFields())
					.filter(({ name }) => !leftOut.has(name))
					.map((field) => ({ root, field }))
			: [];
	});
	const outcomes = new Map<string, number>();
	for (let n = 0; n < requests; n += 1) {
		const { root, field } = pick(fields) ?? { root: 'Query', field: undefined };
		if (field === undefined) throw new Error('the schema has no fields');
		const args = field.args.filter((arg) => isNonNullType(arg.type) || next(2) === 0);
		const variables = Object.fromEntries(args.map((arg) => [arg.name, anyValue(arg.type)]));
		const query = documentFor(schema, `${root}.${field.name}`, {
			args: Object.keys(variables),
			of: field.name === 'node' ? pick(['Order', 'Account', 'Tenant']) : undefined,
		});
		const token = next(20) === 0 ? undefined : pick(tokens);
		const response = await fetch(`http://127.0.0.1:${api.port}/graphql`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
			body: JSON.stringify({ query, variables }),
			signal: AbortSignal.timeout(30_000),
		});
		const body = await response.text();
		const outcome = /"code":"([A-Z_]+)"/.exec(body)?.[1] ?? 'answered';
		outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
		expect([response.status < 500, body.includes('INTERNAL_SERVER_ERROR')], `${query}\n${JSON.stringify(variables)}\n${body}`).toEqual([
			true,
			false,
		]);
	}
	process.stdout.write(`${JSON.stringify(Object.fromEntries([...outcomes].toSorted((a, b) => b[1] - a[1])))}\n`);
	expect(outcomes.size).toBeGreaterThan(5);
}, 3_600_000);
