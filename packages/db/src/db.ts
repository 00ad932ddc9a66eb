import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { tenantAdapter } from './adapter.ts';
import { CellPool, mainCell } from './cell-pool.ts';
import { currentTenant } from './context.ts';
import { PrismaClient as PlatformClient } from './generated/platform/client.ts';
import { PrismaClient as TenantClient } from './generated/tenant/client.ts';
import { RolePool } from './role-pool.ts';
import { databaseOf, rolesFor } from './roles.ts';
import { tenantHandle } from './tenant-client.ts';
import { TenantDirectory } from './tenant-directory.ts';
import type { Db, DbOptions, TenantDb } from './types.ts';

const handlesMax = 5_000;

/** A query waits so long for a connection of the pool. */
const connectWaitMs = 5_000;

/** A backend's memory grows with the schemas it has touched and only its end frees it, so connections are retired. */
const poolConfig = (url: string, max: number): pg.PoolConfig => ({
	connectionString: url,
	max,
	application_name: 'meridian',
	connectionTimeoutMillis: connectWaitMs,
	idleTimeoutMillis: 30_000,
	maxLifetimeSeconds: 1_800,
	// A process that is stopped in the middle of a transaction must not keep its rows from the one that takes over. The longest is 30 s.
	idle_in_transaction_session_timeout: 40_000,
	// Who waits longer for a lock than any transaction lasts gives its connection back, and tries again if it wants to.
	lock_timeout: 30_000,
	maxUses: 100_000,
});

/** One query engine for all tenants, one pool per database that holds some, one light handle per tenant. */
export const createDb = (options: DbOptions): Db => {
	const onError = options.onError ?? (() => undefined);
	const asPlatform = { role: pg.escapeIdentifier(rolesFor(databaseOf(options.url)).platform), raw: false };
	const platformPool = new RolePool({ config: poolConfig(options.url, options.platformPoolSize ?? 3), currentRole: () => asPlatform });
	const urls = { ...options.cells, [mainCell]: options.url };
	const poolOf = (url: string) => new RolePool({ config: poolConfig(url, options.poolSize ?? 8), currentRole: currentTenant });
	const pools = new Map(Object.entries(urls).map(([cell, url]) => [cell, poolOf(url)]));
	const tenantPool = new CellPool(pools);
	const platform = new PlatformClient({ adapter: new PrismaPg(platformPool, { onPoolError: onError, onConnectionError: onError }) });
	// A transaction waits for its turn in the pool as long as any other query does: a burst is served late, not refused.
	const shared = new TenantClient({ adapter: tenantAdapter(tenantPool, onError), transactionOptions: { maxWait: connectWaitMs } });
	const directory = new TenantDirectory(platform, {
		ttlMs: options.tenantCacheMs ?? 5_000,
		serveSuspended: options.serveSuspended ?? false,
		cells: new Set(Object.keys(urls)),
	});
	const handles = new Map<number, TenantDb>();

	const close = async (): Promise<void> => {
		directory.stop();
		await Promise.all([platform.$disconnect(), shared.$disconnect()]);
		await Promise.all([platformPool.end(), tenantPool.end()]);
	};
	let closing: Promise<void> | undefined;

	return {
		platform,
		forTenant: (tenantId) => {
			const known = handles.get(tenantId);
			if (known !== undefined) return known;
			const handle = tenantHandle({ shared, pool: tenantPool, directory }, tenantId);
			if (handles.size >= handlesMax) handles.clear();
			handles.set(tenantId, handle);
			return handle;
		},
		requireTenant: (tenantId) => directory.require(tenantId),
		timing: () => {
			const sum = { queries: 0, totalMs: 0, roles: 0, rolesMs: 0, waitsMs: 0 };
			for (const { timing } of [platformPool, ...pools.values()]) {
				sum.queries += timing.queries;
				sum.totalMs += timing.totalMs;
				sum.roles += timing.roles;
				sum.rolesMs += timing.rolesMs;
				sum.waitsMs += timing.waitsMs;
			}
			return sum;
		},
		lookups: () => directory.reads,
		forgetTenant: (tenantId) => directory.forget(tenantId),
		close: () => {
			closing ??= close();
			return closing;
		},
	};
};
