import pg from 'pg';

/** What pg's connection calls on a statement as the server answers; its types leave it out. */
type Answered = { handleCommandComplete(message: unknown, connection: pg.Connection): void };

/**
 * A statement that goes to the server together with the role that it needs: one way there and back instead of two. Both are one unit for the server,
 * which skips the statement where the role can't be assumed, and forgets the role where the statement fails.
 * @param statement a query config of pg
 */
export function roledStatement(statement: object, role: string): { readonly sent: pg.Query; readonly result: Promise<pg.QueryResult> } {
	let answered: (error: Error | undefined, result: unknown) => void = () => undefined;
	const result = new Promise<pg.QueryResult>((resolve, reject) => {
		answered = (error, rows) => (error ? reject(error) : resolve(rows as pg.QueryResult));
	});
	// Extended, also where it has no values: the simple protocol would not be part of the unit.
	const sent = new pg.Query({ ...(statement as pg.QueryConfig), queryMode: 'extended' } as pg.QueryConfig, (error, rows) =>
		answered(error, rows),
	);
	const ofStatement = sent as pg.Query & Answered;
	const { submit } = sent;
	const complete = ofStatement.handleCommandComplete;
	let isAssumed = false;
	sent.submit = (connection) => {
		connection.stream.cork();
		try {
			connection.parse({ name: '', text: `SET ROLE ${role}`, types: [] }, true);
			connection.bind({}, true);
			connection.execute({}, true);
			return submit.call(sent, connection);
		} finally {
			connection.stream.uncork();
		}
	};
	ofStatement.handleCommandComplete = (message, connection) => {
		if (isAssumed) complete.call(sent, message, connection);
		isAssumed = true;
	};
	return { sent, result };
}
