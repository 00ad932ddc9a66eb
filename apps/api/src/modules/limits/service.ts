import { type Level, type LimitName, limitLevels, limitNames } from '@meridian/core';
import { type LimitChange, type LimitSetRow, type LimitsRow, limitsOf, placeKey, readLimitSets } from '@meridian/db';
import { type ApiContext, viewerOf } from '../../context.ts';
import type { LimitChangeModel, LimitSetModel, LimitValueModel } from './types.ts';
import { usedAt, useOf } from './use.ts';

export type Subject = { readonly level: Level; readonly subjectId: number; readonly name: string };

/** Limits and halts of one answer are of the same places. */
const sharedMs = 100;

/** Everything of the tenant that may have limits, in the order of the levels. */
export const subjectsOf = (context: ApiContext): Promise<readonly Subject[]> =>
	context.memo.get('subjects', { ttlMs: sharedMs, load: () => readSubjects(context) });

async function readSubjects(context: ApiContext): Promise<readonly Subject[]> {
	const { tenantId } = viewerOf(context);
	const { db } = context.app;
	const own = db.forTenant(tenantId);
	const byId = { orderBy: { id: 'asc' } } as const;
	const [tenant, members, desks, accounts, strategies, instruments] = await Promise.all([
		db.platform.tenant.findUniqueOrThrow({ where: { id: tenantId }, select: { name: true } }),
		db.platform.membership.findMany({ where: { tenantId }, include: { user: { select: { name: true } } }, orderBy: { userId: 'asc' } }),
		own.desk.findMany(byId),
		own.account.findMany(byId),
		own.strategy.findMany(byId),
		own.instrument.findMany(byId),
	]);
	const named = (level: Level, rows: readonly { readonly id: number; readonly name: string }[]) =>
		rows.map(({ id, name }) => ({ level, subjectId: id, name }));
	return [
		{ level: 'TENANT', subjectId: 0, name: tenant.name },
		...named('DESK', desks),
		...named('ACCOUNT', accounts),
		...named('STRATEGY', strategies),
		...instruments.map(({ id, symbol }) => ({ level: 'INSTRUMENT' as const, subjectId: id, name: symbol })),
		...members.map(({ userId, user }) => ({ level: 'USER' as const, subjectId: userId, name: user.name })),
	];
}

/** Which limits a level knows. */
export const limitsAt = (level: Level): readonly LimitName[] =>
	limitNames.filter((name) => (limitLevels[name] as readonly Level[]).includes(level));

/** All sets of limits, with what is in use and what waits for a second person. */
export async function listLimits(context: ApiContext): Promise<readonly LimitSetModel[]> {
	const { tenantId } = viewerOf(context);
	const own = context.app.db.forTenant(tenantId);
	const [subjects, sets, waiting, use] = await Promise.all([
		subjectsOf(context),
		readLimitSets(own),
		own.limitChange.findMany({ where: { status: 'PROPOSED' }, orderBy: { id: 'asc' } }),
		useOf(context),
	]);
	const people = await namesOf(context, waiting);
	return subjects.map((subject) => {
		const { level, subjectId, name } = subject;
		const set = sets.get(placeKey(subject)) ?? { level, subjectId, version: 0, limits: limitsOf({}) };
		const limits = limitsAt(level).map((limit) => ({ name: limit, value: set.limits[limit], used: usedAt(use, { subject, limit }) }));
		const pending = waiting
			.filter((change) => change.level === level && change.subjectId === subjectId)
			.map((change) => changeModel(change, { set, people, viewerId: viewerOf(context).userId }));
		return { level, subjectId, name, version: set.version, limits, pending };
	});
}

/** What two sets differ in, as the newer one has it. */
export function differences(before: LimitsRow, after: LimitsRow): readonly LimitValueModel[] {
	return limitNames.filter((name) => before[name] !== after[name]).map((name) => ({ name, value: after[name], used: null }));
}

type People = ReadonlyMap<number, string>;

async function namesOf(context: ApiContext, changes: readonly LimitChange[]): Promise<People> {
	const ids = changes.flatMap(({ proposedBy, decidedBy }) => (decidedBy === null ? [proposedBy] : [proposedBy, decidedBy]));
	const users = await context.app.db.platform.user.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } });
	return new Map(users.map(({ id, name }) => [id, name]));
}

function changeModel(
	change: LimitChange,
	of: { readonly set: LimitSetRow; readonly people: People; readonly viewerId: number },
): LimitChangeModel {
	const { id, subjectId, baseVersion, status, proposedBy, proposedAt, decidedBy, decidedAt } = change;
	const nameOf = (userId: number) => of.people.get(userId) ?? `user ${userId}`;
	return {
		...{ id, level: of.set.level, subjectId, baseVersion, status, proposedAt, decidedAt },
		...{ proposedBy: nameOf(proposedBy), isOwn: proposedBy === of.viewerId, decidedBy: decidedBy === null ? null : nameOf(decidedBy) },
		values: differences(of.set.limits, limitsOf(change.limits)),
	};
}

/** One change, for the answer of a mutation; `before` is what it was made from. */
export async function showChange(
	context: ApiContext,
	of: { readonly change: LimitChange; readonly before: LimitSetRow },
): Promise<LimitChangeModel> {
	const people = await namesOf(context, [of.change]);
	return changeModel(of.change, { set: of.before, people, viewerId: viewerOf(context).userId });
}
