import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { migratePlatform } from '../migrate/platform.ts';
import { demoEmails, seedDemo } from '../provision/demo.ts';
import { appRole } from '../roles.ts';

export { connectAdmin } from '../migrate/transaction.ts';
export { setTenantStatus } from '../provision/status.ts';
export { provisionTenant, type TenantTemplate } from '../provision/tenant.ts';

export type TestDatabase = {
	/** As the login role of api and gateway. */
	readonly url: string;
	readonly adminUrl: string;
	/** Ids of the demo tenants, seeded. */
	readonly tenants: readonly number[];
	readonly password: string;
	close(): Promise<void>;
};

/** Roles belong to the whole cluster, so every test database shares the login role and must agree on its password. */
const appPassword = 'meridian-test-app';

/** A migrated and seeded database of its own on a test cluster. */
export async function createTestDatabase({
	adminUrl = process.env.DATABASE_ADMIN_URL ?? '',
}: {
	adminUrl?: string;
} = {}): Promise<TestDatabase> {
	if (adminUrl === '') throw new Error('DATABASE_ADMIN_URL is not set: integration tests need a PostgreSQL (npm test starts one)');
	const name = `meridian_test_${randomBytes(6).toString('hex')}`;
	const run = async (sql: string): Promise<void> => {
		const client = new pg.Client({ connectionString: adminUrl });
		await client.connect();
		try {
			await client.query(sql);
		} finally {
			await client.end();
		}
	};
	await run(`CREATE DATABASE ${name}`);
	const admin = new URL(adminUrl);
	admin.pathname = `/${name}`;
	const app = new URL(admin);
	app.username = appRole;
	app.password = appPassword;
	const password = 'a demo password for tests';
	// Roles are the cluster's: test files that run side by side take turns at making them.
	const turn = new pg.Client({ connectionString: adminUrl });
	await turn.connect();
	await turn.query('SELECT pg_advisory_lock(7400002)');
	const seeded = await migratePlatform({ adminUrl: admin.href, appPassword })
		.then(() => seedDemo(admin.href, Object.fromEntries(demoEmails.map((email) => [email, password]))))
		.finally(() => turn.end());
	return {
		url: app.href,
		adminUrl: admin.href,
		tenants: seeded.map(({ tenantId }) => tenantId),
		password,
		close: () => run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`),
	};
}
