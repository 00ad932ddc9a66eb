import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDb, type Db } from '@meridian/db';
import { createTestDatabase, type TestDatabase } from '@meridian/db/testing';
import { createLogger } from '@meridian/telemetry';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Control, startControl } from '../src/control.ts';

const wait = { timeout: 20_000, interval: 20 };
const tokenHash = (slug: string): string => createHash('sha256').update(slug).digest('hex');

describe('the control process', () => {
	let database: TestDatabase;
	let db: Db;
	let dir = '';
	let control: Control;
	const start = () =>
		startControl({ adminUrl: database.adminUrl, cells: {}, shards: 1, exportDir: dir, nowMs: Date.now }, createLogger('test'));
	beforeAll(async () => {
		process.env.MERIDIAN_LOG_LEVEL = 'silent';
		database = await createTestDatabase();
		// As the API: it may ask, and can do none of it.
		db = createDb({ url: database.url, tenantCacheMs: 0, serveSuspended: true });
		dir = await mkdtemp(join(tmpdir(), 'meridian-control-'));
		control = start();
		await vi.waitFor(() => expect(control.state).toBe(true), wait);
	}, 60_000);
	afterAll(async () => {
		await control?.stop();
		await db?.close();
		await database?.close();
		await rm(dir, { recursive: true });
	});
	const ask = async (kind: string, input: { tenantId?: number; input?: Record<string, string | number> } = {}) => {
		const { id } = await db.platform.tenantJob.create({
			data: { kind, tenantId: input.tenantId ?? null, input: input.input ?? {}, requestedBy: 1, correlationId: 'test' },
		});
		return vi.waitFor(async () => {
			const job = await db.platform.tenantJob.findUniqueOrThrow({ where: { id } });
			expect(job.finishedAt).not.toBeNull();
			return job;
		}, wait);
	};
	const fresh = (slug: string) => ({
		input: { slug, name: slug, baseCurrency: 'CHF', adminEmail: `Admin@${slug}.example`, tokenHash: tokenHash(slug) },
	});

	test('makes a tenant with the template’s instruments and an invitation for its administrator, as soon as it is asked', async () => {
		const startMs = performance.now();
		const job = await ask('CREATE', fresh('zephyr'));
		expect([job.status, job.error]).toEqual(['DONE', null]);
		// The look by the clock comes after two seconds: this came by PostgreSQL's word. Generous, for a busy machine.
		expect(performance.now() - startMs).toBeLessThan(10_000);
		const tenantId = job.tenantId ?? 0;
		expect(await db.forTenant(tenantId).instrument.count()).toBe(6);
		expect(await db.platform.invitation.findMany({ where: { tenantId }, select: { email: true, role: true, tokenHash: true } })).toEqual([
			{ email: 'admin@zephyr.example', role: 'TENANT_ADMIN', tokenHash: tokenHash('zephyr') },
		]);
	});

	test('moves it through its life, and says why where it can’t', async () => {
		const { id: tenantId } = await db.platform.tenant.findFirstOrThrow({ where: { slug: 'zephyr' } });
		const status = async () => (await db.platform.tenant.findUnique({ where: { id: tenantId } }))?.status;
		expect(await ask('RESUME', { tenantId })).toMatchObject({ status: 'FAILED', error: expect.stringContaining('not SUSPENDED') });
		for (const [kind, then] of [
			['SUSPEND', 'SUSPENDED'],
			['DELETE', 'DELETED'],
			['RESTORE', 'SUSPENDED'],
			['RESUME', 'ACTIVE'],
		] as const) {
			expect((await ask(kind, { tenantId })).error).toBeNull();
			expect(await status()).toBe(then);
		}
		expect((await ask('EXPORT', { tenantId })).result).toMatchObject({
			sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
			rows: { instruments: 6 },
		});
	});

	test('does not do what it does not know, what is malformed, or a slug that is taken; the next job is done all the same', async () => {
		expect(await ask('DROP_EVERYTHING')).toMatchObject({ status: 'FAILED' });
		expect(await ask('CREATE', { input: { ...fresh('x').input, slug: 'x"; DROP SCHEMA platform; --' } })).toMatchObject({
			status: 'FAILED',
		});
		expect(await ask('CREATE', fresh('aurora'))).toMatchObject({ status: 'FAILED', error: expect.stringContaining('already') });
		expect((await ask('CREATE', fresh('after'))).status).toBe('DONE');
	});

	test('takes over a job whose process died, and does not make the tenant twice', async () => {
		await control.stop();
		const { id } = await db.platform.tenantJob.create({
			data: {
				kind: 'CREATE',
				requestedBy: 1,
				correlationId: 'test',
				...fresh('phoenix'),
				status: 'RUNNING',
				startedAt: new Date(Date.now() - 3_600_000),
			},
		});
		control = start();
		await vi.waitFor(async () => expect(await db.platform.tenantJob.findUnique({ where: { id } })).toMatchObject({ status: 'DONE' }), wait);
		expect(await db.platform.tenant.count({ where: { slug: 'phoenix' } })).toBe(1);
	});
}, 120_000);
