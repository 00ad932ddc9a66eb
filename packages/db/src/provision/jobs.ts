import type pg from 'pg';
import { z } from 'zod';
import { asAdmin, connectAdmin } from '../migrate/transaction.ts';
import { exportTenant } from './export.ts';
import { jobInputs, jobKinds } from './job-inputs.ts';
import { type CellAdmins, moveTenant, purgeDeleted, record } from './life.ts';
import { standardTemplate } from './templates.ts';
import { provisionTenant } from './tenant.ts';

export type JobSettings = {
	readonly adminUrl: string;
	readonly cells: CellAdmins;
	/** Of the gateways. */
	readonly shards: number;
	/** Where exports go. */
	readonly exportDir: string;
	readonly nowMs: () => number;
};

const rowShape = z.object({
	id: z.string(),
	kind: z.string(),
	tenant_id: z.int().nullable(),
	input: z.unknown(),
	requested_by: z.int(),
	correlation_id: z.string(),
});
type Row = z.infer<typeof rowShape>;
export type JobDone = { readonly id: string; readonly kind: string; readonly error: string | null };

/** How long after its start a job without an end is taken over: its process died. Every kind may be done again from the beginning. */
const staleAfter = '10 minutes';

/** Does the oldest job that waits. @returns what became of it, or null where none waits */
export async function doNextJob(settings: JobSettings): Promise<JobDone | null> {
	const client = await connectAdmin(settings.adminUrl);
	try {
		const claimed = await client.query<Record<string, unknown>>(
			`UPDATE "platform"."tenant_jobs" SET "status" = 'RUNNING', "started_at" = now() WHERE "id" = (
				SELECT "id" FROM "platform"."tenant_jobs"
				WHERE "status" = 'QUEUED' OR ("status" = 'RUNNING' AND "started_at" < now() - interval '${staleAfter}')
				ORDER BY "id" LIMIT 1 FOR UPDATE SKIP LOCKED
			) RETURNING "id"::text, "kind", "tenant_id", "input", "requested_by", "correlation_id"`,
		);
		if (claimed.rows[0] === undefined) return null;
		const job = rowShape.parse(claimed.rows[0]);
		try {
			const { tenantId, result } = await run(settings, job);
			await end(client, { job, status: 'DONE', tenantId, result, error: null });
			return { id: job.id, kind: job.kind, error: null };
		} catch (error) {
			const text = error instanceof Error ? error.message : String(error);
			await end(client, { job, status: 'FAILED', tenantId: job.tenant_id, result: null, error: text.slice(0, 500) });
			return { id: job.id, kind: job.kind, error: text };
		}
	} finally {
		await client.end();
	}
}

type Outcome = { readonly tenantId: number | null; readonly result: Readonly<Record<string, unknown>> };

async function end(
	client: pg.ClientBase,
	input: { job: Row; status: string; tenantId: number | null; result: Outcome['result'] | null; error: string | null },
): Promise<void> {
	const { job, status, tenantId, result, error } = input;
	await client.query(
		'UPDATE "platform"."tenant_jobs" SET "status" = $2, "tenant_id" = $3, "result" = $4, "error" = $5, "finished_at" = now() WHERE "id" = $1',
		[job.id, status, tenantId, result === null ? null : JSON.stringify(result), error],
	);
}

async function run(settings: JobSettings, job: Row): Promise<Outcome> {
	const kind = z.enum(jobKinds).parse(job.kind);
	const by = { by: job.requested_by, correlationId: job.correlation_id };
	if (kind === 'CREATE') return create(settings, jobInputs.CREATE.parse(job.input), job);
	const tenantId = job.tenant_id;
	if (tenantId === null) throw new Error(`a job ${kind} names its tenant`);
	if (kind === 'EXPORT') {
		const { adminUrl, cells, exportDir: dir, nowMs } = settings;
		return { tenantId, result: await exportTenant(adminUrl, { tenantId, cells, dir, nowMs: nowMs() }) };
	}
	const { graceDays } = jobInputs.DELETE.parse(kind === 'DELETE' ? job.input : {});
	await moveTenant(settings.adminUrl, moveOf[kind], { tenantId, ...by, graceDays });
	return { tenantId, result: {} };
}
const moveOf = { SUSPEND: 'suspend', RESUME: 'resume', DELETE: 'delete', RESTORE: 'restore' } as const;

/** A tenant with nobody in it yet, and an open invitation for its first administrator. */
async function create(settings: JobSettings, input: z.infer<typeof jobInputs.CREATE>, job: Row): Promise<Outcome> {
	const { adminUrl, cells, shards } = settings;
	const cellUrl = input.cell === 'main' ? undefined : cells[input.cell];
	if (input.cell !== 'main' && cellUrl === undefined) throw new Error(`cell ${input.cell} is not configured`);
	const { tenantId, created } = await provisionTenant(adminUrl, standardTemplate(input), {
		shards,
		...(cellUrl === undefined ? {} : { cell: { name: input.cell, adminUrl: cellUrl } }),
	});
	await asAdmin(adminUrl, async (client) => {
		const people = await client.query('SELECT 1 FROM "platform"."memberships" WHERE "tenant_id" = $1', [tenantId]);
		if (!created && people.rowCount !== 0) throw new Error(`there is a tenant ${input.slug} already`);
		await client.query(
			`INSERT INTO "platform"."invitations" ("id", "tenant_id", "email", "role", "token_hash", "invited_by", "expires_at")
			VALUES ($1, $2, $3, 'TENANT_ADMIN', $4, $5, now() + interval '7 days') ON CONFLICT ("id") DO NOTHING`,
			[`job-${job.id}`, tenantId, input.adminEmail.toLowerCase(), input.tokenHash, job.requested_by],
		);
		await record(client, {
			...{ tenantId, by: job.requested_by, correlationId: job.correlation_id },
			...{ action: 'tenant.create', detail: { slug: input.slug, adminEmail: input.adminEmail } },
		});
	});
	return { tenantId, result: {} };
}

/** Destroys what deleted tenants left whose grace has passed. */
export const purge = (settings: JobSettings) => purgeDeleted(settings.adminUrl, { cells: settings.cells, correlationId: 'control' });
