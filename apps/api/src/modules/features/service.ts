import type { MlLiveFeature } from '@meridian/db';
import { builtInFeatureSet, type FeatureSetDefinition, featureName, featureSetDefinition, referencesOf } from '@meridian/ml';
import { liveFeaturesChannel } from '@meridian/ml/live';
import { OnlineFeatures, type OnlineRow } from '@meridian/ml/store';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { forbidden, userError } from '../shared/user-errors.ts';

/** Streams that one tenant may have computed: each costs a little with every quote. */
export const liveFeaturesMax = 100;
export type LiveFeaturesInput = {
	readonly featureSet: { readonly name: string; readonly version: number };
	readonly venue: string;
	readonly instrument: string;
};
export type LiveFeaturesModel = {
	readonly __typename: 'LiveFeatures';
	readonly row: MlLiveFeature;
	readonly names: readonly string[];
	/** The newest row; undefined while it warms up. */
	readonly known: OnlineRow | undefined;
};
const tenantDb = (context: ApiContext) => context.app.db.forTenant(viewerOf(context).tenantId);
const denied = () => forbidden('Your role may look at live features and change none.');
const invalid = (message: string, path: readonly string[]) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path });

async function definitionOf(context: ApiContext, of: LiveFeaturesInput['featureSet']): Promise<FeatureSetDefinition | undefined> {
	const builtIn = builtInFeatureSet(of);
	if (builtIn !== undefined) return builtIn;
	const stored = await tenantDb(context).mlFeatureSet.findUnique({ where: { name_version: { name: of.name, version: of.version } } });
	return featureSetDefinition.safeParse(stored?.definition).data;
}

async function modelOf(context: ApiContext, row: MlLiveFeature): Promise<LiveFeaturesModel> {
	const { tenantId } = viewerOf(context);
	const set = { name: row.setName, version: row.setVersion };
	const definition = await definitionOf(context, set);
	// Another process writes it: what this one remembers is no answer.
	const known = row.active
		? await new OnlineFeatures(context.app.redis).get({ tenantId, set, venue: row.venue, instrument: row.instrument }, { fresh: true })
		: undefined;
	return { __typename: 'LiveFeatures', row, names: definition?.features.map(featureName) ?? [], known };
}

export async function listLiveFeatures(context: ApiContext): Promise<LiveFeaturesModel[]> {
	const rows = await tenantDb(context).mlLiveFeature.findMany({
		where: { active: true },
		orderBy: [{ venue: 'asc' }, { instrument: 'asc' }, { setName: 'asc' }, { setVersion: 'asc' }],
		take: liveFeaturesMax,
	});
	return Promise.all(rows.map((row) => modelOf(context, row)));
}

/** Which of these instruments the tenant's broker of that name does not quote, in the tenant's own words. */
async function unquoted(context: ApiContext, { venue, instruments }: { readonly venue: string; readonly instruments: readonly string[] }) {
	const rows = await tenantDb(context).brokerSymbol.findMany({
		where: { server: venue, instrument: { symbol: { in: [...instruments] } } },
		select: { instrument: { select: { symbol: true } } },
	});
	const quoted = new Set(rows.map(({ instrument }) => instrument.symbol));
	return instruments.filter((symbol) => !quoted.has(symbol));
}

/** Has a feature set computed from the live ticks of an instrument, from now on, until it is stopped. */
export async function followFeatures(context: ApiContext, input: LiveFeaturesInput) {
	if (!may(context, 'MODEL_MANAGE')) return denied();
	const { tenantId, userId } = viewerOf(context);
	const { featureSet, venue, instrument } = input;
	const definition = await definitionOf(context, featureSet);
	if (definition === undefined)
		return invalid(`There is no feature set ${featureSet.name} version ${featureSet.version}.`, ['input', 'featureSet']);
	const missing = await unquoted(context, { venue, instruments: [...new Set([instrument, ...referencesOf(definition)])] });
	if (missing.length > 0) return invalid(`No broker of yours named ${venue} quotes ${missing.join(', ')}.`, ['input', 'instrument']);
	const db = tenantDb(context);
	const key = { setName: featureSet.name, setVersion: featureSet.version, venue, instrument };
	const updatedAt = new Date(context.app.nowMs());
	const row = await db.mlLiveFeature.upsert({
		where: { setName_setVersion_venue_instrument: key },
		create: { ...key, createdBy: userId, updatedAt },
		update: { active: true, updatedAt },
	});
	// Counted after it is there, so that two at once can't both be the last one.
	if ((await db.mlLiveFeature.count({ where: { active: true } })) > liveFeaturesMax) {
		await db.mlLiveFeature.update({ where: { setName_setVersion_venue_instrument: key }, data: { active: false } });
		return invalid(`${liveFeaturesMax} feature sets of your institution are kept live: stop one first.`, ['input']);
	}
	await audit(context, { action: 'FEATURES_FOLLOWED', tenantId, userId, detail: key });
	await wake(context);
	return modelOf(context, row);
}

/** Stops it; the newest row is taken away with it, so that nothing is predicted of what gets old. */
export async function unfollowFeatures(context: ApiContext, input: LiveFeaturesInput) {
	if (!may(context, 'MODEL_MANAGE')) return denied();
	const { tenantId, userId } = viewerOf(context);
	const { featureSet, venue, instrument } = input;
	const key = { setName: featureSet.name, setVersion: featureSet.version, venue, instrument };
	const db = tenantDb(context);
	const { count } = await db.mlLiveFeature.updateMany({
		where: { ...key, active: true },
		data: { active: false, updatedAt: new Date(context.app.nowMs()) },
	});
	const row = await db.mlLiveFeature.findUnique({ where: { setName_setVersion_venue_instrument: key } });
	if (count === 0 || row === null)
		return userError('NotFound', { code: 'LIVE_FEATURES_NOT_FOUND', message: 'These features are not kept live.', path: ['input'] });
	await audit(context, { action: 'FEATURES_UNFOLLOWED', tenantId, userId, detail: key });
	await wake(context);
	return modelOf(context, row);
}

/** The rows are the truth: the worker looks again where it was not told. */
async function wake(context: ApiContext): Promise<void> {
	await context.app.redis
		.publish(liveFeaturesChannel, String(viewerOf(context).tenantId))
		.catch((error: unknown) => context.log.warn({ err: error }, 'the worker could not be told of live features'));
}
