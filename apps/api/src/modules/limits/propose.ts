import type { Level } from '@meridian/core';
import { limitsOf, type Prisma, readLimitSet } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import type { LimitChangeSuccess } from './mutations.ts';
import { differences, limitsAt, showChange, subjectsOf } from './service.ts';

export type SetLimitsInput = {
	readonly level: Level;
	readonly subjectId: number;
	readonly expectedVersion: number;
	readonly limits: readonly { readonly name: string; readonly value?: bigint | null | undefined }[];
};
const invalid = (field: string, message: string) => userError('InvalidInput', { code: 'INVALID_INPUT', message, path: ['input', field] });

export const staleLimits = (version: number) =>
	userError('StaleLimits', {
		code: 'STALE_LIMITS',
		message: `Version ${version} is in force now: look at it and propose again from there.`,
		path: ['input', 'expectedVersion'],
	});

/** Proposes limits. Nothing changes until a second person has approved it. What is not named stays as it is. */
export async function setLimits(context: ApiContext, input: SetLimitsInput) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'LIMITS_MANAGE')) return forbidden('Only a risk officer or an administrator may propose limits.');
	const { level, subjectId, expectedVersion } = input;
	const known = (await subjectsOf(context)).some((subject) => subject.level === level && subject.subjectId === subjectId);
	if (!known)
		return userError('NotFound', {
			code: 'SUBJECT_NOT_FOUND',
			message: 'There is nothing of that id at that level.',
			path: ['input', 'subjectId'],
		});
	const asked = new Map<string, number | null>();
	const names: readonly string[] = limitsAt(level);
	for (const { name, value = null } of input.limits) {
		if (!names.includes(name)) return invalid('limits', `${name} is no limit of level ${level}. There are: ${names.join(', ')}.`);
		if (asked.has(name)) return invalid('limits', `${name} is named twice.`);
		if (value !== null && (value < 0n || value > BigInt(Number.MAX_SAFE_INTEGER)))
			return invalid('limits', `${name} is a whole number from 0 to ${Number.MAX_SAFE_INTEGER}, or null for none.`);
		asked.set(name, value === null ? null : Number(value));
	}
	const own = context.app.db.forTenant(tenantId);
	const before = await readLimitSet(own, { level, subjectId });
	if (before === undefined || before.version !== expectedVersion) return staleLimits(before?.version ?? 0);
	const after = limitsOf({ ...before.limits, ...Object.fromEntries(asked) });
	const changed = differences(before.limits, after);
	if (changed.length === 0) return invalid('limits', 'That is what is in force already.');
	const limits: Prisma.InputJsonObject = { ...after };
	const change = await own.limitChange.create({ data: { level, subjectId, baseVersion: before.version, limits, proposedBy: userId } });
	const detail = { changeId: change.id, level, subjectId, baseVersion: before.version, changed: textOf(changed) };
	await audit(context, { action: 'LIMITS_PROPOSED', tenantId, userId, detail });
	context.log.info({ changeId: change.id, level, subjectId, userId }, 'limits proposed');
	return { __typename: 'LimitChangeSuccess', change: await showChange(context, { change, before }) } satisfies LimitChangeSuccess;
}

/** As an auditor reads it: `maxOpenOrders=10 maxNetLots=none`. */
export function textOf(values: readonly { readonly name: string; readonly value: number | null }[]): string {
	return values.map(({ name, value }) => `${name}=${value ?? 'none'}`).join(' ');
}
