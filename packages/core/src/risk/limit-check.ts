import type { Denial } from '../messages.ts';
import { type DenialCode, type LimitName, limitLevels } from '../model.ts';
import { isExact } from '../money/mul-div.ts';
import { type Check, deny, type Figure, increaseOnly, type RiskInput } from './check.ts';
import { type LevelInput, notSet, placeOfLimit } from './levels.ts';

type LimitRule = {
	readonly number: number;
	readonly title: string;
	readonly code: DenialCode;
	readonly limit: LimitName;
	readonly bound: 'atMost' | 'atLeast';
	/** The limit in the unit of the value, where they differ. */
	readonly scaled?: (input: RiskInput, limit: number) => number | undefined;
	/** A larger limit is a larger one in that unit too. */
	readonly scalesUp?: boolean;
};

/** What is held against the limit of every level: a number, why it can't be known, or null where there is nothing to hold. */
type OneValue = { readonly value: (input: RiskInput) => Figure | null };
/** A value that differs from level to level. `gather`: what is the same for all of them, asked once. */
type ValuePerLevel<Gathered extends object> = {
	readonly gather: (input: RiskInput) => Gathered | DenialCode | null;
	readonly valueAt: (gathered: Gathered, at: LevelInput) => Figure | null;
};

/** A check of one value against one limit at each level where it is set. The level with the least room answers. Without the account's limit it denies. */
export function limitCheck<Gathered extends object>(rule: LimitRule & (OneValue | ValuePerLevel<Gathered>)): Check {
	const { number, title, limit } = rule;
	const tightest = 'value' in rule ? ofOneValue(rule) : ofValuePerLevel(rule);
	return {
		...{ number, title, applies: increaseOnly, levels: limitLevels[limit] },
		run: (input) => tightest(input, 0),
		measure: (input) => tightest(input, Number.POSITIVE_INFINITY),
	};
}

/** The measurement with the least room, where that is below `below`; or why it can't be made. */
type Tightest = (input: RiskInput, below: number) => Denial | null;

function ofOneValue(rule: LimitRule & OneValue): Tightest {
	const place = placeOfLimit(rule.limit);
	const { value: measure, scaled } = rule;
	const atMost = rule.bound === 'atMost';
	const passes = quickPass(rule);
	return (input, below) => {
		const { levels } = input;
		if (input.tightest.ofAccount[place] === notSet) return deny('LIMIT_MISSING');
		const value = measure(input);
		if (value === null) return null;
		if (typeof value === 'string') return deny(value);
		if (below === 0 && passes(input, value)) return null;
		let worst: LevelInput | undefined;
		let worstLimit = 0;
		let leastRoom = below;
		for (let i = 0; i < levels.length; i++) {
			const at = levels[i];
			const set = at?.set[place];
			if (at === undefined || set === undefined || set === notSet) continue;
			const limit = scaled === undefined ? set : scaled(input, set);
			if (limit === undefined || !isExact(value) || !isExact(limit)) return deny('NUMBER_OUT_OF_RANGE');
			const headroom = atMost ? limit - value : value - limit;
			if (headroom >= leastRoom) continue;
			leastRoom = headroom;
			worst = at;
			worstLimit = limit;
		}
		return worst === undefined ? null : { code: rule.code, value, limit: worstLimit, headroom: leastRoom, level: worst.level };
	};
}

function ofValuePerLevel<Gathered extends object>(rule: LimitRule & ValuePerLevel<Gathered>): Tightest {
	const place = placeOfLimit(rule.limit);
	const { gather, valueAt, scaled } = rule;
	const atMost = rule.bound === 'atMost';
	return (input, below) => {
		const { levels } = input;
		if (input.tightest.ofAccount[place] === notSet) return deny('LIMIT_MISSING');
		const gathered = gather(input);
		if (gathered === null) return null;
		if (typeof gathered === 'string') return deny(gathered);
		let worst: Denial | null = null;
		let leastRoom = below;
		for (let i = 0; i < levels.length; i++) {
			const at = levels[i];
			const set = at?.set[place];
			if (at === undefined || set === undefined || set === notSet) continue;
			const value = valueAt(gathered, at);
			if (value === null) continue;
			if (typeof value === 'string') return deny(value);
			const limit = scaled === undefined ? set : scaled(input, set);
			if (limit === undefined || !isExact(value) || !isExact(limit)) return deny('NUMBER_OUT_OF_RANGE');
			const headroom = atMost ? limit - value : value - limit;
			if (headroom >= leastRoom) continue;
			leastRoom = headroom;
			worst = { code: rule.code, value, limit, headroom, level: at.level };
		}
		return worst;
	};
}

/** True only where the value passes the tightest limit, and so each. */
function quickPass({ limit, bound, scaled, scalesUp = false }: LimitRule): (input: RiskInput, value: number) => boolean {
	const place = placeOfLimit(limit);
	if (scaled !== undefined && (!scalesUp || bound === 'atLeast')) return () => false;
	if (bound === 'atLeast')
		return ({ tightest, ofStrategy, ofInstrument, ofUser }, value) =>
			isExact(value) &&
			value >= (tightest.largest[place] ?? Number.NaN) &&
			isEnough(value, ofStrategy[place]) &&
			isEnough(value, ofInstrument[place]) &&
			isEnough(value, ofUser[place]);
	return (input, value) => {
		const { tightest, ofStrategy, ofInstrument, ofUser } = input;
		const smallest = Math.min(
			tightest.smallest[place] ?? Number.NaN,
			ofStrategy[place] ?? Number.NaN,
			ofInstrument[place] ?? Number.NaN,
			ofUser[place] ?? Number.NaN,
		);
		const bar = scaled === undefined ? smallest : (scaled(input, smallest) ?? Number.NaN);
		return isExact(value) && value <= bar;
	};
}

function isEnough(value: number, limit: number | undefined): boolean {
	return limit === notSet || value >= (limit ?? Number.NaN);
}
