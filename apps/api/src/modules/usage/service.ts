import { type QuotaName, quotaNames, settingsOf, softShare } from '@meridian/db';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { type ApiContext, viewerOf } from '../../context.ts';
import { terminalsOf, usersOf } from '../../quotas/guard.ts';
import { quotaExceeded } from '../../quotas/quotas.ts';
import type { UsageDayModel, UsageModel } from './types.ts';

const daysMax = 92;
const rows = z.array(z.object({ day: z.string(), meter: z.string(), quantity: z.coerce.number() }));

/** @param days how many days back, today among them */
export async function usageOf(context: ApiContext, days: number): Promise<UsageModel> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const { settings } = await app.db.platform.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { settings: true } });
	const { plan } = settingsOf(settings);
	// As it is believed where it is enforced.
	const inForce = await app.quotas.of(tenantId);
	const [used, metered] = await Promise.all([usedOf(context), daysOf(context, Math.min(Math.max(days, 1), daysMax))]);
	return {
		plan,
		days: metered,
		quotas: quotaNames.map((name) => {
			const hard = inForce[name];
			const soft = Math.floor(hard * softShare);
			const now = used[name] ?? null;
			return { name, hard, soft, used: now, state: now === null || now < soft ? 'FINE' : now < hard ? 'NEAR' : 'FULL' };
		}),
	};
}

/** What is in use now, where that can be counted. */
async function usedOf(context: ApiContext): Promise<Readonly<Partial<Record<QuotaName, number>>>> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const own = app.db.forTenant(tenantId);
	const [users, accounts, terminals, strategies, ordersPerDay, storageMb] = await Promise.all([
		usersOf(context, tenantId),
		own.account.count({ where: { active: true } }),
		terminalsOf(context, tenantId),
		own.strategy.count({ where: { active: true } }),
		app.orderQuota.today(tenantId, app.nowMs()).catch(() => undefined),
		storedMb(app, tenantId),
	]);
	return {
		users,
		accounts,
		terminals: terminals.size,
		strategies,
		...(ordersPerDay === undefined ? {} : { ordersPerDay }),
		storageMb,
		sockets: app.socketsOf(tenantId),
	};
}

const mb = 1_000_000;

/** Megabytes of the tenant, rounded up: uploads that were not thrown away, and files of models by every name that they have. */
export async function storedMb(app: Pick<App, 'db' | 'metering'>, tenantId: number): Promise<number> {
	const own = app.db.forTenant(tenantId);
	const [files, artifacts] = await Promise.all([
		own.dataImport.aggregate({ where: { status: { not: 'DISCARDED' } }, _sum: { fileBytes: true } }),
		own.$queryRaw<{ bytes: number }[]>`SELECT coalesce(sum("bytes"), 0)::float8 AS "bytes" FROM "__tenant__"."ml_artifacts"`,
	]);
	const stored = Math.ceil((Number(files._sum.fileBytes ?? 0n) + (artifacts[0]?.bytes ?? 0)) / mb);
	app.metering.max(tenantId, 'storageMb', stored);
	return stored;
}

/** The quota that has no room for so many bytes more, or null. */
export async function storageQuota(
	app: Pick<App, 'db' | 'metering' | 'quotas'>,
	input: { readonly tenantId: number; readonly bytes: number },
) {
	const { tenantId, bytes } = input;
	const { storageMb } = await app.quotas.of(tenantId);
	const stored = await storedMb(app, tenantId);
	if (stored + bytes / mb <= storageMb) return null;
	return quotaExceeded('storageMb', storageMb);
}

async function daysOf(context: ApiContext, days: number): Promise<UsageDayModel[]> {
	const { tenantId } = viewerOf(context);
	const from = new Date(Math.floor(context.app.nowMs() / 86_400_000 - days + 1) * 86_400_000);
	const found = await context.app.db.platform.$queryRaw<unknown[]>`
		SELECT to_char("from_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS "day", "meter",
			(CASE WHEN "meter" LIKE '%Max' OR "meter" = 'storageMb' THEN max("quantity") ELSE sum("quantity") END)::float8 AS "quantity"
		FROM "platform"."usage_events" WHERE "tenant_id" = ${tenantId} AND "from_at" >= ${from}
		GROUP BY 1, 2 ORDER BY 1, 2`;
	return rows.parse(found);
}
