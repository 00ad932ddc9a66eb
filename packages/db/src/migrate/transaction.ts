import pg from 'pg';

/** Of everything that changes schemas: two launchers at one database take turns. */
const migrationLock = 7_400_001;

/** Runs `work` in one transaction as the administrator, alone among migrations. */
export async function asAdmin<Result>(adminUrl: string, work: (client: pg.Client) => Promise<Result>): Promise<Result> {
	const client = new pg.Client({ connectionString: adminUrl });
	await client.connect();
	try {
		await client.query('BEGIN');
		await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
		const result = await work(client);
		await client.query('COMMIT');
		return result;
	} catch (error) {
		await client.query('ROLLBACK').catch(() => undefined); // the first error is the one to tell
		throw error;
	} finally {
		await client.end();
	}
}
