import type { AccountRow, OrderRow, OrdersAsked, PositionRow } from './current-rows.ts';
import type { EventRange, EventRows } from './event-rows.ts';
import type { PrismaClient as PlatformClient } from './generated/platform/client.ts';
import type { Prisma, PrismaClient as TenantClient } from './generated/tenant/client.ts';
import type { OrderWrites } from './order-writes.ts';
import type { PredictionRow } from './prediction-rows.ts';
import type { RolePool } from './role-pool.ts';

type Models =
	| 'account'
	| 'instrument'
	| 'brokerSymbol'
	| 'order'
	| 'orderEvent'
	| 'execution'
	| 'position'
	| 'break'
	| 'journalCursor'
	| 'desk'
	| 'strategy'
	| 'levelLimit'
	| 'mlExperiment'
	| 'mlRun'
	| 'mlMetric'
	| 'mlArtifact'
	| 'mlModel'
	| 'mlModelVersion'
	| 'mlModelAlias'
	| 'mlFeatureSet'
	| 'mlJob'
	| 'mlTrial'
	| 'mlPrediction'
	| 'mlWatchPoint'
	| 'mlLiveFeature'
	| 'mlServingPlan'
	| 'strategyPosition'
	| 'alert'
	| 'alertEvent'
	| 'strategyPosition'
	| 'dataImport'
	| 'foreignOrder'
	| 'halt'
	| 'pushSubscription'
	| 'pushCursor'
	| 'limitChange'
	| 'webhookDelivery'
	| 'webhookAttempt';
type Raw = '$queryRaw' | '$queryRawUnsafe' | '$executeRaw' | '$executeRawUnsafe';

/** What works inside `$transaction`. Transactions don't nest. */
export type TenantTx = Pick<TenantClient, Models | Raw>;

export type TransactionOptions = {
	readonly maxWait?: number;
	readonly timeout?: number;
	readonly isolationLevel?: Prisma.TransactionIsolationLevel;
};

/**
 * A Prisma client of one tenant: its schema, its database role. Only interactive transactions: Prisma runs an array's statements in
 * the context of whoever came first in the tick, so arrays are refused, by this type and at run time.
 */
export type TenantDb = TenantTx & {
	readonly tenantId: number;
	/** Times in ms, as Prisma's: maxWait (default 2,000), timeout (default 5,000). */
	$transaction<Result>(work: (tx: TenantTx) => Promise<Result>, options?: TransactionOptions): Promise<Result>;
	/** Order events and executions, both tables at one moment; see readEventRows. */
	eventRows(input: { readonly ranges: readonly EventRange[]; readonly most: number }): Promise<EventRows>;
	/** Predictions as they are made; see writePredictionRows. */
	writePredictions(rows: readonly PredictionRow[]): Promise<void>;
	/** Orders by time, the newest first. */
	orderRows(asked: OrdersAsked): Promise<readonly OrderRow[]>;
	/** Open positions, the oldest first. @param accountId of all accounts where it is undefined */
	positionRows(accountId?: number): Promise<readonly PositionRow[]>;
	/** Accounts in the order of their ids. */
	accountRows(): Promise<readonly AccountRow[]>;
	/** What became of orders, and the journal's cursor, all or nothing; see writeOrders. @throws where the cursor is further already */
	orderWrites(writes: OrderWrites): Promise<void>;
};

export type PlatformDb = Omit<PlatformClient, '$extends' | '$connect' | '$disconnect' | '$on'>;

/**
 * Where a tenant's data is, and how it is set up. `schemaName` and `roleName` are unquoted; `cell` names a database; `settings` are as stored, see
 * settingsOf; `configVersion` grows with every change of what it is configured with.
 */
export type TenantPlace = {
	readonly tenantId: number;
	readonly slug: string;
	readonly cell: string;
	readonly schemaName: string;
	readonly roleName: string;
	readonly configVersion: number;
	readonly baseCurrency: string;
	readonly settings: unknown;
};

export type Db = {
	/** Schema `platform`, in the platform's role. */
	readonly platform: PlatformDb;
	/**
	 * One light handle per tenant over the shared pool; safe to keep. Whether the tenant may be served is looked up (cached for
	 * `tenantCacheMs`) at each query, which rejects with TenantRefused: a suspended tenant stops within that time, whoever holds a handle.
	 */
	forTenant(tenantId: number): TenantDb;
	/** The lookup alone, for a clear answer at the door. @throws TenantRefused */
	requireTenant(tenantId: number): Promise<TenantPlace>;
	/** Forgets cached lookups (one tenant's, or all), after an administrative change in this process. */
	forgetTenant(tenantId?: number): void;
	/** Of all pools so far, see RolePool.timing. */
	timing(): RolePool['timing'];
	/** Look-ups of tenants so far, and those that waited for the database. */
	lookups(): { readonly asked: number; readonly waited: number };
	close(): Promise<void>;
};

export type DbOptions = {
	/** DATABASE_URL: the login role, see roles.ts. It must name the database. */
	readonly url: string;
	/** URLs of the databases beside the main one that hold tenants, by cell. A tenant of a cell that is not here is refused alone. */
	readonly cells?: Readonly<Record<string, string>>;
	/** Connections for tenants, per cell (default 8). The platform schema has a pool of its own, of `platformPoolSize` (default 3). */
	readonly poolSize?: number;
	readonly platformPoolSize?: number;
	/** How long a tenant lookup is believed, in ms (default 5,000). */
	readonly tenantCacheMs?: number;
	/** Suspended tenants are served too: for those who show or record what they have. Default: refused. */
	readonly serveSuspended?: boolean;
	/** Pool and connection errors outside any query, for the caller's log. */
	readonly onError?: (error: Error) => void;
};
