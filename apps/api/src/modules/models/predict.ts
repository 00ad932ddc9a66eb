import type { Request, Response } from 'express';
import { GraphQLError } from 'graphql';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { type ApiContext, authError, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { operationContext } from '../../server/operation.ts';
import { type LiveRow, liveRows } from '../features/live-rows.ts';
import { rowsMax } from './serving.ts';
import type { PredictionModel } from './types.ts';

export type Asked = {
	readonly model: string;
	readonly rows?: readonly (readonly (number | null | undefined)[])[] | null | undefined;
	/** Instruments whose newest features are the rows. */
	readonly live?: readonly LiveRow[] | null | undefined;
	readonly subject: string | null;
};

/** @returns undefined where no such model is in production. @throws an error for who asked where the rows do not fit */
export async function predictRows(context: ApiContext, asked: Asked): Promise<PredictionModel | undefined> {
	const { tenantId } = viewerOf(context);
	const { model, live, subject } = asked;
	if ((asked.rows == null) === (live == null))
		throw apiError('INVALID_INPUT', 'Send rows, or the instruments whose live features are the rows.');
	const count = asked.rows?.length ?? live?.length ?? 0;
	if (count === 0 || count > rowsMax) throw apiError('INVALID_INPUT', `Send 1 to ${rowsMax} rows.`);
	const { serving } = context.app;
	const served = await serving?.about(tenantId, model);
	if (serving == null || served === undefined) return undefined;
	const now = live == null ? undefined : await liveRows(context, { live, trainedOn: served.featureSet });
	const rows = now?.rows ?? asked.rows ?? [];
	const width = rows[0]?.length ?? 0;
	if (rows.some((row) => row.length !== width)) throw apiError('INVALID_INPUT', 'All rows must be equally long.');
	try {
		const answer = await serving.predict(tenantId, {
			...{ model, subject: subject ?? (live?.length === 1 ? `${live[0]?.venue} ${live[0]?.instrument}` : null) },
			rows: Float32Array.from(rows.flat(), (value) => value ?? Number.NaN),
		});
		if (answer === undefined) return undefined;
		const { version, outputs, values, ids, confidence } = answer;
		return {
			...{ version, ids, confidence, values: rows.map((_, i) => [...values.slice(i * outputs, (i + 1) * outputs)]) },
			knownAt: now?.knownAtMs.map((ms) => new Date(ms)) ?? [],
		};
	} catch (error) {
		if (error instanceof RangeError) throw apiError('INVALID_INPUT', error.message);
		throw error instanceof GraphQLError ? error : new Error('a prediction failed', { cause: error });
	}
}

const liveRow = z.strictObject({
	venue: z.string().max(200),
	instrument: z.string().max(200),
	featureSet: z.strictObject({ name: z.string().max(100), version: z.int().min(1) }).optional(),
});
const body = z.strictObject({
	rows: z.array(z.array(z.number().nullable()).min(1)).min(1).max(rowsMax).optional(),
	live: z.array(liveRow).min(1).max(rowsMax).optional(),
	subject: z.string().max(200).optional(),
});
const statusOf: Readonly<Record<string, number>> = { FORBIDDEN: 403, INVALID_INPUT: 400, NOT_FOUND: 404 };

/**
 * POST /predict/MODEL with {"rows": [[...], ...]}, or {"live": [{"venue", "instrument"}, ...]}: what GraphQL's `prediction` answers, without its cost. The tenant is the token's. A number that JSON has
 * no word for answers null.
 */
export async function servePrediction(app: App, request: Request, response: Response): Promise<void> {
	const auth = await app.authenticator.authenticate(request.headers.authorization);
	const context = operationContext(app, { auth, headers: request.headers, sourceIp: app.sourceIp(request) });
	const refuse = (status: number, error: GraphQLError): void => {
		response.status(status).json({ errors: [{ message: error.message, extensions: { code: error.extensions.code } }] });
	};
	if (auth.kind !== 'viewer') return refuse(auth.kind === 'refused' ? 401 : 403, authError(auth));
	const verdict = await app.requestLimiter.take(context, 'read');
	if (verdict.retryAfterSec !== null) {
		response.set('retry-after', String(verdict.retryAfterSec));
		return refuse(429, apiError('RATE_LIMITED', 'Too many requests.'));
	}
	const parsed = body.safeParse(request.body);
	if (!parsed.success) return refuse(400, apiError('INVALID_INPUT', z.prettifyError(parsed.error)));
	try {
		const { rows, live, subject = null } = parsed.data;
		const answer = await predictRows(context, { model: String(request.params.model), rows, live, subject });
		if (answer === undefined) return refuse(404, apiError('NOT_FOUND', 'No such model is in production.'));
		response.set('cache-control', 'no-store').json(answer);
	} catch (error) {
		const status = error instanceof GraphQLError ? statusOf[String(error.extensions.code)] : undefined;
		if (status === undefined || !(error instanceof GraphQLError)) throw error;
		refuse(status, error);
	}
}
