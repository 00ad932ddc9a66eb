import pg from 'pg';

/** Connections that broke or were left inside a transaction by a bug are thrown away; more than this many in a row is an error. */
const attemptsMax = 3;

type RolePoolOptions = { readonly config: pg.PoolConfig; readonly currentRole: () => { readonly role: string; readonly raw: boolean } };

/**
 * A pool whose every connection has assumed the database role of the caller's context before the caller's first statement. The role
 * is sticky: it is remembered per connection and set only when it changes. It is set outside any transaction, because a SET ROLE
 * inside one that rolls back is undone; and it is forgotten after each error, raw statement and transaction, so that whatever those
 * did to the session, the next user starts with a SET ROLE.
 */
export class RolePool extends pg.Pool {
	readonly #currentRole: RolePoolOptions['currentRole'];
	/**
	 * Single statements and how long the database took for them; how often the role was set, and for how long; how long statements waited for a
	 * connection. Milliseconds. What transactions do is left out but for their roles.
	 */
	readonly timing = { queries: 0, totalMs: 0, roles: 0, rolesMs: 0, waitsMs: 0 };
	readonly #assumed = new WeakMap<pg.PoolClient, string>();

	constructor({ config, currentRole }: RolePoolOptions) {
		super(config);
		this.#currentRole = currentRole;
		// A connection that breaks while it is checked out says so to its query and also as an event, which without a listener ends the process.
		// Prisma listens for these until it lets go of the pool; one that breaks on its way out then must not end the process either.
		this.on('error', () => undefined);
		this.on('connect', (client) => client.on('error', () => undefined));
	}

	/** For a transaction: the caller owns the connection until it releases it. */
	override async connect(): Promise<pg.PoolClient> {
		const client = await this.#acquire(this.#currentRole().role);
		this.#assumed.delete(client);
		return client;
	}

	/** One statement on any connection: a query config in, its result out. The types are those that fit under all of pg's overloads. */
	override async query(statement: unknown): Promise<never> {
		const { role, raw } = this.#currentRole();
		const client = await this.#acquire(role);
		if (raw) this.#assumed.delete(client);
		try {
			const begunMs = performance.now();
			const result = await client.query(statement as pg.QueryConfig);
			this.timing.queries += 1;
			this.timing.totalMs += performance.now() - begunMs;
			client.release();
			return result as never;
		} catch (error) {
			this.#assumed.delete(client);
			// An error of the statement leaves the connection idle and well; anything else does not.
			client.release(client.getTransactionStatus() !== 'I' || !(error instanceof pg.DatabaseError));
			throw error;
		}
	}

	async #acquire(role: string): Promise<pg.PoolClient> {
		for (let attempt = 1; attempt <= attemptsMax; attempt += 1) {
			const askedMs = performance.now();
			const client = await super.connect();
			const gotMs = performance.now();
			this.timing.waitsMs += gotMs - askedMs;
			if (client.getTransactionStatus() !== 'I') {
				client.release(true);
				continue;
			}
			if (this.#assumed.get(client) === role) return client;
			try {
				this.#assumed.delete(client);
				await client.query(`SET ROLE ${role}`);
				this.timing.roles += 1;
				this.timing.rolesMs += performance.now() - gotMs;
			} catch (error) {
				client.release(true);
				throw error;
			}
			this.#assumed.set(client, role);
			return client;
		}
		throw new Error('the pool gave connections that are inside a transaction');
	}
}
