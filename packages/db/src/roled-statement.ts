import pg from 'pg';

/** What pg's connection calls on a statement as the server answers; its types leave it out. */
type Submitted = { submit(connection: pg.Connection): unknown; handleCommandComplete(message: unknown, connection: pg.Connection): void };
type Answered = (error: Error | undefined, result: unknown) => void;
const PlainQuery = pg.Query as unknown as new (config: object, answered: Answered) => Submitted;

class RoledQuery extends PlainQuery {
	readonly #role: string;
	#isAssumed = false;

	constructor(input: { readonly config: object; readonly role: string; readonly answered: Answered }) {
		super(input.config, input.answered);
		this.#role = input.role;
	}

	override submit(connection: pg.Connection): unknown {
		connection.stream.cork();
		try {
			connection.parse({ name: '', text: `SET ROLE ${this.#role}`, types: [] }, true);
			connection.bind({}, true);
			connection.execute({}, true);
			return super.submit(connection);
		} finally {
			connection.stream.uncork();
		}
	}

	override handleCommandComplete(message: unknown, connection: pg.Connection): void {
		if (this.#isAssumed) super.handleCommandComplete(message, connection);
		this.#isAssumed = true;
	}
}

/**
 * A statement that goes to the server together with the role that it needs: one way there and back instead of two. Both are one unit for the server,
 * which skips the statement where the role can't be assumed, and forgets the role where the statement fails.
 * @param statement a query config of pg
 */
export const sendRoled = (client: pg.PoolClient, { statement, role }: { readonly statement: object; readonly role: string }) =>
	new Promise<pg.QueryResult>((resolve, reject) => {
		const answered: Answered = (error, result) => (error ? reject(error) : resolve(result as pg.QueryResult));
		// Extended, also where it has no values: the simple protocol would not be part of the unit.
		client.query(new RoledQuery({ config: { ...statement, queryMode: 'extended' }, role, answered }) as unknown as pg.Submittable);
	});
