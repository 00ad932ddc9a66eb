import { newSessionId } from '@meridian/auth';
import { connectAdmin } from '../migrate/transaction.ts';

/** A session as a log-in would have made it, for tests that issue tokens themselves. @returns its id */
export async function openTestSession(
	adminUrl: string,
	who: { readonly userId: number; readonly tenantId: number | null },
): Promise<number> {
	const sessionId = newSessionId();
	const client = await connectAdmin(adminUrl);
	try {
		await client.query(
			`INSERT INTO "platform"."sessions" ("id", "user_id", "tenant_id", "methods", "scopes", "user_agent", "source_ip", "expires_at")
			VALUES ($1, $2, $3, '{password}', '{}', 'test', '', now() + interval '1 day')`,
			[sessionId, who.userId, who.tenantId],
		);
		return sessionId;
	} finally {
		await client.end();
	}
}
