import type { Denial } from '../messages.ts';
import { type DenialCode, type LimitName, limitLevels } from '../model.ts';
import { isExact } from '../money/mul-div.ts';
import { type Check, deny, type Figure, increaseOnly, type RiskInput } from './check.ts';
import type { LevelInput } from './levels.ts';

type LimitRule = {
	readonly number: number;
	readonly title: string;
	readonly code: DenialCode;
	readonly limit: LimitName;
	readonly bound: 'atMost' | 'atLeast';
	/** What is held against the limit: a number, why it can't be known, or null where there is nothing to hold. */
	readonly value: (input: RiskInput, at: LevelInput) => Figure | null;
	/** The value differs from level to level; else it is asked once. */
	readonly perLevel?: true;
	/** The limit in the unit of the value, where they differ. */
	readonly scaled?: (input: RiskInput, limit: number) => number | undefined;
};

/** A check of one value against one limit at each level where it is set. The level with the least room answers. Without the account's limit it denies. */
export function limitCheck(rule: LimitRule): Check {
	const { number, title, limit } = rule;
	return {
		...{ number, title, applies: increaseOnly, levels: limitLevels[limit] },
		run: (input) => tightest(rule, { input, below: 0 }),
		measure: (input) => tightest(rule, { input, below: Number.POSITIVE_INFINITY }),
	};
}

/** The measurement with the least room, where that is below `below`; or why it can't be made. */
function tightest(rule: LimitRule, { input, below }: { readonly input: RiskInput; readonly below: number }): Denial | null {
	if ((input.account.config.limits[rule.limit] ?? null) === null) return deny('LIMIT_MISSING');
	let value: Figure | null | undefined;
	let worst: Denial | null = null;
	let leastRoom = below;
	for (const at of input.levels) {
		const set = at.limits[rule.limit] ?? null;
		if (set === null) continue;
		if (value === undefined || rule.perLevel) value = rule.value(input, at);
		if (value === null) continue;
		if (typeof value === 'string') return deny(value);
		const limit = rule.scaled === undefined ? set : rule.scaled(input, set);
		if (limit === undefined || !isExact(value) || !isExact(limit)) return deny('NUMBER_OUT_OF_RANGE');
		const headroom = rule.bound === 'atMost' ? limit - value : value - limit;
		if (headroom >= leastRoom) continue;
		leastRoom = headroom;
		worst = { code: rule.code, value, limit, headroom, level: at.level };
	}
	return worst;
}
