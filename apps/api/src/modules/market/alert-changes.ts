import { type AlertCondition, alertRule, liveKeys } from '@meridian/market-data';
import { type ApiContext, viewerOf } from '../../context.ts';
import { toInt } from '../../graphql/ids.ts';
import { userError } from '../shared/user-errors.ts';
import { toEngine } from './alert-units.ts';
import { alertModel } from './alerts.ts';
import { findPlace, type InstrumentPlace } from './instrument.ts';

export type AlertInput = {
	readonly name: string;
	readonly instrumentId: string;
	readonly venue?: string | null | undefined;
	readonly metric: string;
	readonly windowMs?: number | null | undefined;
	readonly otherInstrumentId?: string | null | undefined;
	readonly otherVenue?: string | null | undefined;
	readonly kind: 'ABOVE' | 'BELOW' | 'CROSSES' | 'ABSENT';
	readonly level?: string | null | undefined;
	readonly hysteresis?: string | null | undefined;
	readonly direction?: 'UP' | 'DOWN' | 'EITHER' | null | undefined;
	readonly absentMs?: number | null | undefined;
};

/** Each costs the gateway a little with every tick of its stream. */
const mostAlerts = 200;
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });
const notFound = (message: string, field: string) =>
	userError('NotFound', { code: 'INSTRUMENT_NOT_FOUND', message, path: ['input', field] });
const noAlert = () => userError('NotFound', { code: 'ALERT_NOT_FOUND', message: 'There is no such alert.', path: ['alertId'] });
const directions = { UP: 'up', DOWN: 'down', EITHER: 'either' } as const;

function conditionOf(input: AlertInput, place: InstrumentPlace): AlertCondition | ReturnType<typeof invalid> {
	if (input.kind === 'ABSENT') {
		if (input.absentMs == null || input.absentMs < 1_000 || input.absentMs > 86_400_000)
			return invalid('absentMs', 'absentMs is 1,000 to 86,400,000.');
		return { kind: 'absent', forMs: input.absentMs };
	}
	if (input.level == null) return invalid('level', 'A level is needed.');
	const level = toEngine(input.level, { metric: input.metric, instrument: place.instrument });
	if (typeof level !== 'number') return invalid('level', level.problem);
	const hysteresis = toEngine(input.hysteresis ?? '0', { metric: input.metric, instrument: place.instrument });
	if (typeof hysteresis !== 'number') return invalid('hysteresis', hysteresis.problem);
	if (hysteresis < 0) return invalid('hysteresis', 'The hysteresis is not negative.');
	if (input.kind === 'CROSSES') return { kind: 'crosses', level, hysteresis, direction: directions[input.direction ?? 'EITHER'] };
	return { kind: input.kind === 'ABOVE' ? 'above' : 'below', level, hysteresis };
}

/** The gateway reads its rules again; where it does not hear, it does so within half a minute. */
async function tell({ app, log }: ApiContext, tenantId: number): Promise<void> {
	await app.redis
		.publish(liveKeys.alertRulesChannel, String(tenantId))
		.catch((error: unknown) => log.warn({ err: error }, 'the gateway was not told'));
}

export async function createAlert(context: ApiContext, input: AlertInput) {
	const { tenantId, userId } = viewerOf(context);
	const name = input.name.trim();
	if (name === '' || name.length > 80) return invalid('name', 'A name has 1 to 80 characters.');
	const place = await findPlace(context, input);
	if ('missing' in place) return notFound(place.missing, 'instrumentId');
	const other =
		input.otherInstrumentId == null ? null : await findPlace(context, { instrumentId: input.otherInstrumentId, venue: input.otherVenue });
	if (other !== null && 'missing' in other) return notFound(other.missing, 'otherInstrumentId');
	const condition = conditionOf(input, place);
	if ('__typename' in condition) return condition;
	const rule = alertRule.safeParse({
		...{ id: 'new', venue: place.venue, symbol: place.instrument.symbol, metric: input.metric, condition },
		...(input.windowMs == null ? {} : { windowMs: input.windowMs }),
		...(other === null ? {} : { other: { venue: other.venue, symbol: other.instrument.symbol } }),
	});
	if (!rule.success) {
		const issue = rule.error.issues[0];
		return invalid(String(issue?.path[0] ?? 'metric'), issue?.message ?? 'This alert is unfit.');
	}
	const db = context.app.db.forTenant(tenantId);
	if ((await db.alert.count({ where: { deletedAt: null } })) >= mostAlerts)
		return invalid('name', `There are ${mostAlerts} alerts already; remove one.`);
	const row = await db.alert.create({
		data: {
			...{ name, instrumentId: place.instrument.id, venue: place.venue, metric: input.metric, condition, createdBy: userId },
			windowMs: input.windowMs ?? null,
			otherInstrumentId: other?.instrument.id ?? null,
			otherVenue: other?.venue ?? null,
		},
	});
	await tell(context, tenantId);
	return alertModel(await context.app.directory.of(tenantId), row) ?? noAlert();
}

/** Switches an alert off or on, or removes it. What it remembered is forgotten: switched on again, it begins anew. */
export async function changeAlert(
	context: ApiContext,
	input: { readonly alertId: string; readonly change: { readonly active: boolean } | 'remove' },
) {
	const { tenantId } = viewerOf(context);
	const db = context.app.db.forTenant(tenantId);
	const id = toInt(input.alertId);
	const row = id === null ? null : await db.alert.findFirst({ where: { id, deletedAt: null } });
	if (row === null) return noAlert();
	const data = input.change === 'remove' ? { deletedAt: new Date(context.app.nowMs()) } : { active: input.change.active, state: 'unknown' };
	await db.alert.updateMany({ where: { id: row.id }, data });
	await tell(context, tenantId);
	return alertModel(await context.app.directory.of(tenantId), { ...row, ...data }) ?? noAlert();
}
