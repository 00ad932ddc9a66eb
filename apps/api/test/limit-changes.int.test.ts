import { randomBytes } from 'node:crypto';
import { createDb, type Db, loadTenantConfig } from '@meridian/db';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { App } from '../src/app.ts';
import { type ApiContext, Memo } from '../src/context.ts';
import { Directory } from '../src/directory.ts';
import { decideLimits } from '../src/modules/limits/decide.ts';
import { setLimits } from '../src/modules/limits/propose.ts';
import { listLimits } from '../src/modules/limits/service.ts';

const tenants = { aurora: 1, borealis: 2 } as const;
/** Users as the demo makes them: administrator, trader and risk officer of each tenant, three ids each. */
const people = { admin: 0, trader: 1, risk: 2 } as const;
const rights = { admin: ['LIMITS_MANAGE'], trader: [], risk: ['LIMITS_MANAGE'] } as const;

describe('limits', () => {
	let database: TestDatabase;
	let db: Db;
	const log = createLogger('test');

	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		db = createDb({ url: database.url });
	}, 240_000);
	afterAll(async () => {
		await db?.close();
		await database?.close();
	});
	beforeEach(async () => {
		for (const tenantId of Object.values(tenants))
			await db.forTenant(tenantId).limitChange.updateMany({ where: { status: 'PROPOSED' }, data: { status: 'REJECTED' } });
	});

	/** An operation of that person of that tenant, as its token says; no gateway is asked for any of it. */
	async function as(tenant: keyof typeof tenants, who: keyof typeof people): Promise<ApiContext> {
		const tenantId = tenants[tenant];
		const members = await db.platform.membership.findMany({ where: { tenantId }, orderBy: { userId: 'asc' } });
		const userId = members[people[who]]?.userId ?? 0;
		const viewer = { userId, tenantId, email: `${who}@${tenant}.example`, permissions: new Set<string>(rights[who]) };
		const app = { db, directory: new Directory(db, 0) } as unknown as App;
		return {
			...{ app, log, correlationId: randomBytes(8).toString('hex'), sourceIp: '127.0.0.1', userAgent: '', memo: new Memo() },
			auth: { kind: 'viewer', viewer } as unknown as ApiContext['auth'],
		};
	}
	const setOf = async (context: ApiContext, level = 'ACCOUNT', subjectId = 1) =>
		(await listLimits(context)).find((set) => set.level === level && set.subjectId === subjectId);
	const propose = async (context: ApiContext, value: bigint | null, at: Partial<Parameters<typeof setLimits>[1]> = {}) => {
		const { level = 'ACCOUNT', subjectId = 1 } = at;
		const expectedVersion = (await setOf(context, level, subjectId))?.version ?? -1;
		return setLimits(context, { level, subjectId, expectedVersion, limits: [{ name: 'maxOpenOrders', value }], ...at });
	};
	const changeIdOf = (answer: Awaited<ReturnType<typeof setLimits>>): number => {
		if (answer.__typename !== 'LimitChangeSuccess') throw new Error(`${answer.code}: ${answer.message}`);
		return answer.change.id;
	};
	const versionOf = async (tenantId: number) => (await db.platform.tenant.findUniqueOrThrow({ where: { id: tenantId } })).configVersion;

	test('are listed at all six levels, with versions and what is in use', async () => {
		const sets = await listLimits(await as('aurora', 'trader'));
		expect([...new Set(sets.map(({ level }) => level))]).toEqual(['TENANT', 'ACCOUNT', 'INSTRUMENT', 'USER']);
		const account = sets.find(({ level }) => level === 'ACCOUNT');
		expect(account?.limits).toContainEqual({ name: 'maxOpenOrders', value: 200, used: 0 });
		expect(account?.limits).toContainEqual({ name: 'maxDailyLossMinor', value: 2_500_000, used: null });
		expect(sets.find(({ level }) => level === 'INSTRUMENT')?.limits.map(({ name }) => name)).not.toContain('maxDailyLossMinor');
	});

	test('change when a second person approves, as a new version of the tenant for the gateway, with an audit row each', async () => {
		const risk = await as('aurora', 'risk');
		const before = await versionOf(1);
		const version = (await setOf(risk))?.version ?? 0;
		const changeId = changeIdOf(await propose(risk, 150n));
		expect((await loadTenantConfig(db, 1)).accounts[0]?.limits.maxOpenOrders, 'nothing yet').toBe(200);
		expect(await versionOf(1)).toBe(before);
		const admin = await as('aurora', 'admin');
		expect((await setOf(admin))?.pending).toMatchObject([{ id: changeId, isOwn: false, values: [{ name: 'maxOpenOrders', value: 150 }] }]);
		expect(await decideLimits(admin, { changeId, approve: true })).toMatchObject({
			__typename: 'LimitChangeSuccess',
			change: { status: 'APPLIED' },
		});
		expect(await setOf(admin)).toMatchObject({ version: version + 1, pending: [] });
		const config = await loadTenantConfig(db, 1);
		expect(config.accounts[0]?.limits).toMatchObject({ maxOpenOrders: 150, maxNetLots: 100 });
		expect(config.version).toBe(before + 1);
		const audited = await db.platform.adminAudit.findMany({
			where: { tenantId: 1, action: { startsWith: 'LIMITS_' } },
			orderBy: { id: 'asc' },
		});
		expect(audited.slice(-2).map(({ action, detail }) => [action, detail])).toMatchObject([
			['LIMITS_PROPOSED', { changeId, changed: 'maxOpenOrders=150' }],
			['LIMITS_APPROVED', { changeId, changed: 'maxOpenOrders=150' }],
		]);
	});

	test('are never decided by who asked for them, whatever the code above the table does', async () => {
		const changeId = changeIdOf(await propose(await as('aurora', 'risk'), 33n));
		const { limitChange } = db.forTenant(tenants.aurora);
		const { proposedBy } = await limitChange.findFirstOrThrow({ where: { id: changeId } });
		const decide = (decidedBy: number) => limitChange.updateMany({ where: { id: changeId }, data: { status: 'REJECTED', decidedBy } });
		await expect(decide(proposedBy)).rejects.toThrow('limit_changes_four_eyes');
		expect(await decide(proposedBy + 1)).toEqual({ count: 1 });
	});

	test.each(['TENANT', 'INSTRUMENT', 'USER'] as const)('are set for the first time at level %s', async (level) => {
		const risk = await as('aurora', 'risk');
		const subjectId = level === 'TENANT' ? 0 : ((await listLimits(risk)).find((set) => set.level === level)?.subjectId ?? -1);
		const changeId = changeIdOf(await propose(risk, 9n, { level, subjectId }));
		await decideLimits(await as('aurora', 'admin'), { changeId, approve: true });
		expect(await setOf(risk, level, subjectId)).toMatchObject({ version: 1 });
		const config = await loadTenantConfig(db, 1);
		const limits = {
			TENANT: config.limits,
			INSTRUMENT: config.instruments[0]?.limits,
			USER: config.users.find(({ userId }) => userId === subjectId)?.limits,
		};
		expect(limits[level]).toMatchObject({ maxOpenOrders: 9 });
	});

	test('stay as they are when they are rejected', async () => {
		const risk = await as('aurora', 'risk');
		const changeId = changeIdOf(await propose(risk, 3n));
		const before = await versionOf(1);
		expect(await decideLimits(await as('aurora', 'admin'), { changeId, approve: false })).toMatchObject({ change: { status: 'REJECTED' } });
		expect((await loadTenantConfig(db, 1)).accounts[0]?.limits.maxOpenOrders).not.toBe(3);
		expect(await versionOf(1)).toBe(before);
		expect(await decideLimits(await as('aurora', 'admin'), { changeId, approve: true })).toMatchObject({ code: 'FORBIDDEN' });
	});

	test('are not approved by who proposed them, and neither by who has not the right', async () => {
		const risk = await as('aurora', 'risk');
		const changeId = changeIdOf(await propose(risk, 4n));
		expect(await decideLimits(risk, { changeId, approve: true })).toMatchObject({ __typename: 'Forbidden' });
		expect(await decideLimits(await as('aurora', 'trader'), { changeId, approve: true })).toMatchObject({ __typename: 'Forbidden' });
		expect(await propose(await as('aurora', 'trader'), 4n)).toMatchObject({ __typename: 'Forbidden' });
		expect((await setOf(risk))?.pending, 'and it waits on').toHaveLength(1);
	});

	test('from a version that is no longer in force are refused, also where it came in between proposal and approval', async () => {
		const [risk, admin] = [await as('aurora', 'risk'), await as('aurora', 'admin')];
		const version = (await setOf(risk))?.version ?? 0;
		const first = changeIdOf(await propose(risk, 11n));
		const second = changeIdOf(await propose(admin, 12n));
		await decideLimits(admin, { changeId: first, approve: true });
		expect(await propose(risk, 13n, { expectedVersion: version })).toMatchObject({ __typename: 'StaleLimits', code: 'STALE_LIMITS' });
		expect(await decideLimits(risk, { changeId: second, approve: true })).toMatchObject({ __typename: 'StaleLimits' });
		expect((await loadTenantConfig(db, 1)).accounts[0]?.limits.maxOpenOrders).toBe(11);
		expect((await setOf(risk))?.pending, 'it can still be rejected').toMatchObject([{ id: second, status: 'PROPOSED' }]);
	});

	test('approved by two at once are applied once', async () => {
		const risk = await as('aurora', 'risk');
		const changeId = changeIdOf(await propose(risk, 21n));
		const version = (await setOf(risk))?.version ?? 0;
		const admin = await as('aurora', 'admin');
		const answers = await Promise.all([1, 2, 3].map(() => decideLimits(admin, { changeId, approve: true })));
		expect(answers.some(({ __typename }) => __typename === 'LimitChangeSuccess')).toBe(true);
		expect((await setOf(risk))?.version).toBe(version + 1);
	});

	test('that make no sense are refused by name', async () => {
		const risk = await as('aurora', 'risk');
		const tries = [
			[{ limits: [{ name: 'maxSpeed', value: 1n }] }, /maxSpeed is no limit of level ACCOUNT/],
			[
				{
					level: 'USER',
					subjectId: 1,
					limits: [{ name: 'maxGrossMinor', value: 1n }],
				},
				/no limit of level USER/,
			],
			[{ limits: [{ name: 'maxNetLots', value: -1n }] }, /whole number/],
			[{ limits: [{ name: 'maxNetLots', value: 2n ** 60n }] }, /whole number/],
			[
				{
					limits: [
						{ name: 'maxNetLots', value: 1n },
						{ name: 'maxNetLots', value: 2n },
					],
				},
				/twice/,
			],
			[{ limits: [] }, /in force already/],
			[{ subjectId: 99 }, /nothing of that id/],
		] as const;
		for (const [at, message] of tries)
			expect(await propose(risk, 1n, { ...at, expectedVersion: (await setOf(risk))?.version ?? 0 })).toMatchObject({
				message: expect.stringMatching(message),
			});
	});

	test('of one tenant are not seen, proposed or decided by another, under the same ids at the same moment', async () => {
		const [aurora, borealis] = [await as('aurora', 'risk'), await as('borealis', 'risk')];
		const [one, two] = await Promise.all([propose(aurora, 31n), propose(borealis, 32n)]);
		const [first, second] = [changeIdOf(one), changeIdOf(two)];
		const foreign = await decideLimits(await as('borealis', 'admin'), { changeId: first, approve: true });
		if (first === second) expect(foreign, 'its own change of that number').toMatchObject({ change: { values: [{ value: 32 }] } });
		else expect(foreign).toMatchObject({ __typename: 'NotFound' });
		expect((await loadTenantConfig(db, 1)).accounts[0]?.limits.maxOpenOrders).not.toBe(31);
		const pending = await Promise.all(
			[aurora, await as('aurora', 'admin')].map(async (context) => (await setOf(context))?.pending.map(({ id }) => id)),
		);
		expect(pending).toEqual([[first], [first]]);
	});
});
