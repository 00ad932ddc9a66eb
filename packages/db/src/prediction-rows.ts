import type pg from 'pg';
import { runAsTenant, type TenantContext } from './context.ts';
import type { MlPrediction } from './generated/tenant/client.ts';
import { bindSql } from './sql-guard.ts';

/** A prediction as it is made: what came of it is not known yet. */
export type PredictionRow = Omit<MlPrediction, 'outcome' | 'outcomeAt'>;

const text = `INSERT INTO "__tenant__"."ml_predictions" ("id", "model_name", "version", "subject", "at", "answer")
SELECT * FROM unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::timestamptz[], $6::float8[])`;

/** Of a statement: what is made of more stops all others of the process for longer than a few ms. */
const rowsAtOnce = 500;

/**
 * Writes predictions of a tenant. Prisma takes 0.1 ms of the process a row, in one piece: who asks for 64 rows at a time made everybody wait for
 * more than a second. Rows before a statement that fails stay written.
 * @throws what the database says, as of an id that is there already
 */
export async function writePredictionRows(
	pool: Pick<pg.Pool, 'query'>,
	context: TenantContext,
	rows: readonly PredictionRow[],
): Promise<void> {
	const statement = bindSql(text, context.schema);
	for (let from = 0; from < rows.length; from += rowsAtOnce) {
		const some = rows.slice(from, from + rowsAtOnce);
		const values = [
			some.map(({ id }) => id),
			some.map(({ modelName }) => modelName),
			some.map(({ version }) => version),
			some.map(({ subject }) => subject),
			some.map(({ at }) => at.toISOString()),
			some.map(({ answer }) => answer),
		];
		await runAsTenant(context, async () => await pool.query({ text: statement, values }));
	}
}
