import pg from 'pg';

/** Rows as the administrator sees them, past every binding. */
export const asked = async <Row extends pg.QueryResultRow>(adminUrl: string, sql: string, values: unknown[] = []): Promise<Row[]> => {
	const client = new pg.Client({ connectionString: adminUrl });
	await client.connect();
	try {
		return (await client.query<Row>(sql, values)).rows;
	} finally {
		await client.end();
	}
};
