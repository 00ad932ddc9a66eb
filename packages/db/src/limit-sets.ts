import { type Level, levels } from '@meridian/core';
import type { Prisma } from './generated/tenant/client.ts';
import { type LimitsRow, limitsOf } from './limits.ts';
import type { TenantTx } from './types.ts';

/** Whose limits: TENANT has subject 0, every other level its id. */
export type LimitPlace = { readonly level: Level; readonly subjectId: number };
export type LimitSetRow = LimitPlace & { readonly version: number; readonly limits: LimitsRow };

/** The limits in force at a place and their version; version 0: nobody ever set any there. Undefined: there is no such account. */
export async function readLimitSet(tx: TenantTx, place: LimitPlace): Promise<LimitSetRow | undefined> {
	if (place.level === 'ACCOUNT') {
		const row = await tx.account.findUnique({ where: { id: place.subjectId }, select: { limits: true, limitsVersion: true } });
		return row === null ? undefined : { ...place, version: row.limitsVersion, limits: limitsOf(row.limits) };
	}
	const row = await tx.levelLimit.findFirst({ where: place });
	return { ...place, version: row?.version ?? 0, limits: limitsOf(row?.limits ?? {}) };
}

export const placeKey = ({ level, subjectId }: LimitPlace): string => `${level} ${subjectId}`;

/** Every set that was ever set, by placeKey. */
export async function readLimitSets(tx: TenantTx): Promise<ReadonlyMap<string, LimitSetRow>> {
	const [accounts, others] = await Promise.all([
		tx.account.findMany({ select: { id: true, limits: true, limitsVersion: true } }),
		tx.levelLimit.findMany(),
	]);
	const sets: LimitSetRow[] = accounts.map(({ id, limits, limitsVersion }) => ({
		...{ level: 'ACCOUNT', subjectId: id, version: limitsVersion },
		limits: limitsOf(limits),
	}));
	for (const { level, subjectId, version, limits } of others) {
		const known = levels.find((name) => name === level);
		if (known !== undefined) sets.push({ level: known, subjectId, version, limits: limitsOf(limits) });
	}
	return new Map(sets.map((set) => [placeKey(set), set]));
}

/** Puts limits in force where they still have the version that they were made from. False: another change came first, and nothing happened. */
export async function writeLimitSet(tx: TenantTx, set: LimitSetRow): Promise<boolean> {
	const { level, subjectId, version } = set;
	const limits: Prisma.InputJsonObject = { ...set.limits };
	if (level === 'ACCOUNT') {
		const where = { id: subjectId, limitsVersion: version };
		return (await tx.account.updateMany({ where, data: { limits, limitsVersion: version + 1 } })).count === 1;
	}
	if (version === 0)
		return (await tx.levelLimit.createMany({ data: { level, subjectId, limits, version: 1 }, skipDuplicates: true })).count === 1;
	const where = { level, subjectId, version };
	return (await tx.levelLimit.updateMany({ where, data: { limits, version: version + 1 } })).count === 1;
}
