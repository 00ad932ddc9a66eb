import type pg from 'pg';

/** Text and values, each as the server reads it. */
export type UnitStatement = { readonly text: string; readonly values: readonly string[] };

/** What pg calls on whoever was given to `client.query`, as the server answers. */
class Unit implements pg.Submittable {
	/** For who listens to what is sent. */
	readonly text: string;
	/** pg calls it once. */
	readonly callback: (error: Error | null) => void;
	readonly #statements: readonly UnitStatement[];

	constructor(statements: readonly UnitStatement[], callback: (error: Error | null) => void) {
		this.#statements = statements;
		this.text = statements.map(({ text }) => text).join(';\n');
		this.callback = callback;
	}

	submit(connection: pg.Connection): void {
		connection.stream.cork();
		try {
			for (const { text, values } of this.#statements) {
				connection.parse({ name: '', text, types: [] }, true);
				connection.bind({ values: [...values] }, true);
				connection.execute({}, true);
			}
			connection.sync();
		} finally {
			connection.stream.uncork();
		}
	}

	handleError(error: Error): void {
		this.callback(error);
	}
	handleReadyForQuery(): void {
		this.callback(null);
	}
	handleCommandComplete(): void {}
	handleRowDescription(): void {}
	handleDataRow(): void {}
	handleEmptyQuery(): void {}
	handlePortalSuspended(): void {}
	handleCopyInResponse(): void {}
	handleCopyData(): void {}
}

/**
 * Several statements as one unit: all of them or none, on one way to the server and back. What they return is not read.
 * @throws what the first that fails says; those after it do not run
 */
export const sendUnit = (client: pg.PoolClient, statements: readonly UnitStatement[]): Promise<void> =>
	new Promise((resolve, reject) => {
		client.query(new Unit(statements, (error) => (error === null ? resolve() : reject(error))));
	});
