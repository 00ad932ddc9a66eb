import pg from 'pg';
import { Lanes } from './lanes.ts';
import { sendRoled } from './roled-statement.ts';
import { sendUnit, type UnitStatement } from './roled-unit.ts';

/** Connections that broke or were left inside a transaction by a bug are thrown away; more than this many in a row is an error. */
const attemptsMax = 3;

type RolePoolOptions = { readonly config: pg.PoolConfig; readonly currentRole: () => { readonly role: string; readonly raw: boolean } };

/**
 * A pool whose every connection has assumed the database role of the caller's context before the caller's first statement. The role
 * is sticky: it is remembered per connection and set only when it changes, for a transaction before it begins, because a SET ROLE
 * inside one that rolls back is undone. It is forgotten after each error, raw statement and transaction, so that whatever those
 * did to the session, the next user starts with a SET ROLE.
 */
export class RolePool extends pg.Pool {
	readonly #currentRole: RolePoolOptions['currentRole'];
	/**
	 * Single statements and those of units, and how long the database took for them; how often the role was set, and for how long where it went alone; how long statements
	 * waited for a connection. Milliseconds. What transactions do is left out but for their roles.
	 */
	readonly timing = { queries: 0, totalMs: 0, roles: 0, rolesMs: 0, waitsMs: 0 };
	readonly #assumed = new WeakMap<pg.PoolClient, string>();
	readonly #lanes: Lanes;

	constructor({ config, currentRole }: RolePoolOptions) {
		super({ max: 0 }); // it holds no connection itself
		this.#currentRole = currentRole;
		// A connection that breaks while it is checked out says so to its query and also as an event, which without a listener ends the process.
		// Prisma listens for these until it lets go of the pool; one that breaks on its way out then must not end the process either.
		this.on('error', () => undefined);
		this.on('connect', (client) => client.on('error', () => undefined));
		this.#lanes = new Lanes(config, { tell: (name, args) => void this.emit(name as 'error', ...(args as [Error, pg.PoolClient])) });
	}

	/** For a transaction: the caller owns the connection until it releases it. */
	override async connect(): Promise<pg.PoolClient> {
		const { role } = this.#currentRole();
		const client = await this.#acquire(role);
		if (this.#assumed.get(client) !== role) await this.#assume(client, role);
		this.#assumed.delete(client);
		return client;
	}

	/** One statement on any connection: a query config in, its result out. The types are those that fit under all of pg's overloads. */
	override async query(statement: unknown): Promise<never> {
		const { role, raw } = this.#currentRole();
		const client = await this.#acquire(role);
		const isNew = this.#assumed.get(client) !== role;
		this.#assumed.delete(client);
		try {
			const begunMs = performance.now();
			const result = await (isNew
				? sendRoled(client, { statement: statement as object, role })
				: client.query(statement as pg.QueryConfig));
			this.timing.roles += isNew ? 1 : 0;
			this.timing.queries += 1;
			this.timing.totalMs += performance.now() - begunMs;
			if (!raw) this.#assumed.set(client, role);
			client.release();
			return result as never;
		} catch (error) {
			// An error of the statement leaves the connection idle and well; anything else does not.
			client.release(client.getTransactionStatus() !== 'I' || !(error instanceof pg.DatabaseError));
			throw error;
		}
	}

	/** Several statements, all of them or none; see sendUnit. */
	async unit(statements: readonly UnitStatement[]): Promise<void> {
		const { role } = this.#currentRole();
		const client = await this.#acquire(role);
		const isNew = this.#assumed.get(client) !== role;
		this.#assumed.delete(client);
		try {
			const begunMs = performance.now();
			await sendUnit(client, isNew ? [{ text: `SET ROLE ${role}`, values: [] }, ...statements] : statements);
			this.timing.roles += isNew ? 1 : 0;
			this.timing.queries += statements.length;
			this.timing.totalMs += performance.now() - begunMs;
			this.#assumed.set(client, role);
			client.release();
		} catch (error) {
			client.release(client.getTransactionStatus() !== 'I' || !(error instanceof pg.DatabaseError));
			throw error;
		}
	}

	override async end(): Promise<void> {
		await this.#lanes.end();
	}

	async #assume(client: pg.PoolClient, role: string): Promise<void> {
		const begunMs = performance.now();
		try {
			await client.query(`SET ROLE ${role}`);
		} catch (error) {
			client.release(true);
			throw error;
		}
		this.timing.roles += 1;
		this.timing.rolesMs += performance.now() - begunMs;
	}

	async #acquire(role: string): Promise<pg.PoolClient> {
		for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
			const askedMs = performance.now();
			const client = await this.#lanes.connect(role);
			this.timing.waitsMs += performance.now() - askedMs;
			if (client.getTransactionStatus() === 'I') return client;
			client.release(true);
		}
		throw new Error('the pool gave connections that are inside a transaction');
	}
}
