import { createHash } from 'node:crypto';

/**
 * The database roles of one installation. Roles belong to the whole cluster, so each carries the name of its database: two
 * installations in one cluster share none.
 */
export type Roles = {
	/** The login of api and gateway: owns nothing, inherits nothing, may become the platform role or a tenant's. */
	readonly app: string;
	/** With rights on schema platform; nobody logs in as it. */
	readonly platform: string;
	/** With rights on that tenant's schema; nobody logs in as it. */
	tenant(slug: string): string;
};

/** PostgreSQL cuts names at 63 bytes; the longest slug needs 49 of them. */
const labelBytesMax = 14;

export function rolesFor(database: string): Roles {
	const label = labelOf(database);
	// A dot, which no slug has: else database "a" with tenant "b_tenant_c" could be database "a_tenant_b" with tenant "c".
	return { app: `${label}.app`, platform: `${label}.platform`, tenant: (slug) => `${label}.tenant_${slug}` };
}

function labelOf(database: string): string {
	if (Buffer.byteLength(database) <= labelBytesMax) return database;
	const digest = createHash('sha256').update(database).digest('hex');
	return `${database.replace(/[^a-z0-9_]/gi, '').slice(0, 5)}-${digest.slice(0, 8)}`;
}

/** The database that a connection URL names. @throws where it names none: the default depends on the user, and so would our roles. */
export function databaseOf(url: string): string {
	const database = decodeURIComponent(new URL(url).pathname.slice(1));
	if (database === '') throw new Error('the database URL must name its database, as in postgresql://user:password@host:5432/meridian');
	return database;
}
