import { randomBytes } from 'node:crypto';
import { hashPassword } from '@meridian/auth';
import pg from 'pg';
import { migratePlatform } from '../migrate/platform.ts';
import { demoEmails, seedDemo } from '../provision/demo.ts';
import { rolesFor } from '../roles.ts';

export { openCell, prepareCell } from '../migrate/cell.ts';
export { migrateTenants } from '../migrate/tenants.ts';
export { connectAdmin } from '../migrate/transaction.ts';
export { setMarketDataGrant } from '../provision/entitle.ts';
export { exportTenant, type TenantExport } from '../provision/export.ts';
export { MoveRefused, moveTenant, purgeDeleted, type TenantMove } from '../provision/life.ts';
export { setTenantStatus } from '../provision/status.ts';
export { standardTemplate } from '../provision/templates.ts';
export { provisionTenant, type TenantTemplate } from '../provision/tenant.ts';
export { openTestSession } from './session.ts';
export { recordSql, type SqlRecorder } from './sql-recorder.ts';

export type TestDatabase = {
	/** As the login role of api and gateway. */
	readonly url: string;
	readonly adminUrl: string;
	/** Ids of the demo tenants, seeded. */
	readonly tenants: readonly number[];
	readonly password: string;
	close(): Promise<void>;
};

const appPassword = 'meridian-test-app';
const password = 'a demo password for tests';
let hashed: Promise<string> | undefined;
/** A hash takes a quarter of a second by design, and all users of all test databases have one password: hashed once a process. */
const hashOnce = (): Promise<string> => {
	hashed ??= hashPassword(password);
	return hashed;
};

/** A migrated and seeded database of its own on a test cluster. */
export async function createTestDatabase({
	adminUrl = process.env.DATABASE_ADMIN_URL ?? '',
	shards = 1,
}: {
	adminUrl?: string;
	/** Among which the demo tenants are spread. */
	shards?: number;
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
	app.username = rolesFor(name).app;
	app.password = appPassword;
	await migratePlatform({ adminUrl: admin.href, appPassword });
	const passwords = Object.fromEntries(demoEmails.map((email) => [email, password]));
	const seeded = await seedDemo(admin.href, passwords, { shards, hash: hashOnce });
	return {
		url: app.href,
		adminUrl: admin.href,
		tenants: seeded.map(({ tenantId }) => tenantId),
		password,
		close: async () => {
			await run(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
			const prefix = rolesFor(name)
				.tenant('')
				.replace(/tenant_$/, '');
			await run(`DO $$ DECLARE r name; BEGIN FOR r IN SELECT rolname FROM pg_roles WHERE starts_with(rolname, '${prefix}')
				LOOP EXECUTE format('DROP ROLE %I', r); END LOOP; END $$`);
		},
	};
}
