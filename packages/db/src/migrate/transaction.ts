import pg from 'pg';

/** Of everything that changes schemas: two launchers at one database take turns. */
export const migrationLock = 7_400_001;

export async function connectAdmin(adminUrl: string): Promise<pg.Client> {
	const client = new pg.Client({ connectionString: adminUrl, application_name: 'meridian-migrate' });
	client.on('error', () => undefined); // a connection that breaks fails its query; without a listener it would end the process
	await client.connect();
	return client;
}

/**
 * Runs `work` in one transaction as the administrator, alone among migrations.
 * @param input.besideTenant its work is on the schema of this tenant alone, so that the same on others may go on beside it
 */
export async function asAdmin<Result>(
	adminUrl: string,
	work: (client: pg.Client) => Promise<Result>,
	{ besideTenant }: { readonly besideTenant?: number } = {},
): Promise<Result> {
	const client = await connectAdmin(adminUrl);
	try {
		await client.query('BEGIN');
		if (besideTenant === undefined) await client.query('SELECT pg_advisory_xact_lock($1)', [migrationLock]);
		else {
			await client.query('SELECT pg_advisory_xact_lock_shared($1)', [migrationLock]);
			await client.query('SELECT pg_advisory_xact_lock($1::int, $2::int)', [migrationLock, besideTenant]);
		}
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
