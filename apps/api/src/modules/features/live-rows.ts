import { builtInFeatureSet, featureSetDefinition } from '@meridian/ml';
import { OnlineFeatures } from '@meridian/ml/store';
import { type ApiContext, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';

type SetName = { readonly name: string; readonly version: number };
export type LiveRow = { readonly venue: string; readonly instrument: string; readonly featureSet?: SetName | null | undefined };
export type RowsOfNow = { readonly rows: readonly (readonly number[])[]; readonly knownAtMs: readonly number[] };

/** A row is of use for so many bars after it was known, and for a minute at least. */
const barsOld = 3;
const oldMs = 60_000;

/**
 * The newest features of streams that the viewer's tenant keeps live, as rows for a model.
 *
 * @param input.trainedOn what the model's maker said it was trained on
 * @throws an error for who asked where the set is another than the model's, or a row is not there, or too old to act upon
 */
export async function liveRows(
	context: ApiContext,
	{ live, trainedOn }: { readonly live: readonly LiveRow[]; readonly trainedOn: SetName | undefined },
): Promise<RowsOfNow> {
	const { tenantId } = viewerOf(context);
	const { app } = context;
	const online = new OnlineFeatures(app.redis);
	const found = await Promise.all(
		live.map(async ({ venue, instrument, featureSet }) => {
			const set = setOf(featureSet, trainedOn);
			const where = `${set.name} version ${set.version} of ${venue} ${instrument}`;
			const known = await online.get({ tenantId, set, venue, instrument }, { fresh: true });
			if (known === undefined)
				throw apiError('NOT_FOUND', `There are no live features ${where}: follow them, and wait until they are warm.`);
			const ageMs = app.nowMs() - known.timeMs;
			if (ageMs > Math.max(oldMs, barsOld * (await barMsOf(context, set))))
				throw apiError(
					'INVALID_INPUT',
					`The newest features ${where} are of ${new Date(known.timeMs).toISOString()}: too old to act upon.`,
				);
			return known;
		}),
	);
	return { rows: found.map(({ row }) => [...row]), knownAtMs: found.map(({ timeMs }) => timeMs) };
}

function setOf(given: SetName | null | undefined, trainedOn: SetName | undefined): SetName {
	if (given != null && trainedOn !== undefined && (given.name !== trainedOn.name || given.version !== trainedOn.version))
		throw apiError(
			'INVALID_INPUT',
			`The model was trained on ${trainedOn.name} version ${trainedOn.version}, not on ${given.name} version ${given.version}.`,
		);
	const set = given ?? trainedOn;
	if (set === undefined) throw apiError('INVALID_INPUT', 'The model does not say what it was trained on: name a feature set.');
	return set;
}

async function barMsOf(context: ApiContext, set: SetName): Promise<number> {
	const { tenantId } = viewerOf(context);
	return await context.memo.get(`bar-ms:${tenantId}:${set.version}:${set.name}`, {
		ttlMs: 60_000,
		async load() {
			const builtIn = builtInFeatureSet(set);
			if (builtIn !== undefined) return builtIn.barMs;
			const row = await context.app.db
				.forTenant(tenantId)
				.mlFeatureSet.findUnique({ where: { name_version: { name: set.name, version: set.version } } });
			return featureSetDefinition.safeParse(row?.definition).data?.barMs ?? 0;
		},
	});
}
