import pg from 'pg';
import { currentTenant } from './context.ts';
import { BindingBroken } from './errors.ts';
import type { RolePool } from './role-pool.ts';
import type { UnitStatement } from './roled-unit.ts';

/** The database with schema platform, which holds tenants too. */
export const mainCell = 'main';

/**
 * Several databases behind what Prisma takes for one pool: a statement goes to the database of the tenant in context. So one query engine
 * serves every tenant, wherever its schema is.
 */
export class CellPool extends pg.Pool {
	readonly #pools: ReadonlyMap<string, RolePool>;

	constructor(pools: ReadonlyMap<string, RolePool>) {
		super({ max: 0 }); // it holds no connection itself
		this.#pools = pools;
		this.on('error', () => undefined); // Prisma listens while it lives
		for (const pool of pools.values()) pool.on('error', (error, client) => this.emit('error', error, client));
	}

	override async connect(): Promise<pg.PoolClient> {
		return this.#pool().connect();
	}

	override async query(statement: unknown): Promise<never> {
		return this.#pool().query(statement);
	}

	async unit(statements: readonly UnitStatement[]): Promise<void> {
		return this.#pool().unit(statements);
	}

	override async end(): Promise<void> {
		await Promise.all([...this.#pools.values()].map((pool) => pool.end()));
	}

	#pool(): RolePool {
		const { cell, tenantId } = currentTenant();
		const pool = this.#pools.get(cell);
		if (pool === undefined)
			throw new BindingBroken('NO_TENANT_IN_CONTEXT', `tenant ${tenantId} is in cell ${cell}, which is not configured`);
		return pool;
	}
}
