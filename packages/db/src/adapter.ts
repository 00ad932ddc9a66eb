import { PrismaPg } from '@prisma/adapter-pg';
import type {
	IsolationLevel,
	SqlDriverAdapter,
	SqlDriverAdapterFactory,
	SqlQuery,
	SqlResultSet,
	Transaction,
} from '@prisma/driver-adapter-utils';
import type pg from 'pg';
import { currentTenant, type TenantContext, tenantInContext } from './context.ts';
import { BindingBroken } from './errors.ts';
import { bindSql, tenantSentinel } from './sql-guard.ts';

const bound = (query: SqlQuery, { schema }: TenantContext): SqlQuery => ({ ...query, sql: bindSql(query.sql, schema) });

/** Prisma ends its own transactions with these, from timers too; a raw COMMIT is refused like every other transaction verb. */
const endsTransaction = (query: SqlQuery): boolean =>
	(query.sql === 'COMMIT' || query.sql === 'ROLLBACK') && tenantInContext()?.raw !== true;

/** A transaction belongs to the tenant that opened it; a statement from another tenant's context throws before it is sent. */
const bindTransaction = (inner: Transaction, owner: TenantContext): Transaction => {
	const mine = (query: SqlQuery): SqlQuery => {
		if (endsTransaction(query)) return query;
		const { tenantId } = currentTenant();
		if (tenantId !== owner.tenantId) {
			throw new BindingBroken('WRONG_TENANT_IN_CONTEXT', `tenant ${tenantId} ran a statement in a transaction of tenant ${owner.tenantId}`);
		}
		return bound(query, owner);
	};
	return {
		provider: inner.provider,
		adapterName: inner.adapterName,
		options: inner.options,
		queryRaw: async (query: SqlQuery): Promise<SqlResultSet> => inner.queryRaw(mine(query)),
		executeRaw: async (query: SqlQuery): Promise<number> => inner.executeRaw(mine(query)),
		commit: () => inner.commit(),
		rollback: () => inner.rollback(),
		createSavepoint: async (name: string) => inner.createSavepoint?.(name),
		rollbackToSavepoint: async (name: string) => inner.rollbackToSavepoint?.(name),
		releaseSavepoint: async (name: string) => inner.releaseSavepoint?.(name),
	};
};

const bindAdapter = (inner: SqlDriverAdapter): SqlDriverAdapter => ({
	provider: inner.provider,
	adapterName: inner.adapterName,
	queryRaw: async (query: SqlQuery): Promise<SqlResultSet> => inner.queryRaw(bound(query, currentTenant())),
	executeRaw: async (query: SqlQuery): Promise<number> => inner.executeRaw(bound(query, currentTenant())),
	executeScript: async () => {
		throw new BindingBroken('SQL_REFUSED', 'scripts are not for tenant connections');
	},
	startTransaction: async (isolationLevel?: IsolationLevel): Promise<Transaction> => {
		const owner = currentTenant();
		return bindTransaction(await inner.startTransaction(isolationLevel), owner);
	},
	getConnectionInfo: () => ({ supportsRelationJoins: true, ...inner.getConnectionInfo?.(), schemaName: tenantSentinel }),
	dispose: () => inner.dispose(),
});

/** Prisma's Postgres adapter over the pool, with every statement bound to the tenant in context. */
export const tenantAdapter = (pool: pg.Pool, onError: (error: Error) => void): SqlDriverAdapterFactory => {
	const inner = new PrismaPg(pool, { schema: tenantSentinel, onPoolError: onError, onConnectionError: onError });
	return { provider: inner.provider, adapterName: inner.adapterName, connect: async () => bindAdapter(await inner.connect()) };
};
