import type { AlertCondition, AlertMetric } from '@meridian/market-data';
import { type DecimalProblem, parseDecimal } from '../../decimal.ts';
import type { InstrumentModel } from '../instruments/types.ts';
import type { AlertModel } from './types.ts';

const prices: ReadonlySet<string> = new Set([
	'bid',
	'ask',
	'mid',
	'last',
	'spread',
	'spreadMean',
	'spreadMax',
	'vwap',
] satisfies AlertMetric[]);
/** What is no price is a plain number with so many decimals. */
const plainDigits = 6;

/** How many decimals a level may have, and what one unit of the last is in the engine's own unit. The middle counts in halves. */
function scaleOf(metric: string, { priceDigits }: InstrumentModel): { readonly digits: number; readonly perUnit: number } {
	if (metric === 'mid') return { digits: priceDigits + 1, perUnit: 1 / 5 };
	return prices.has(metric) ? { digits: priceDigits, perUnit: 1 } : { digits: plainDigits, perUnit: 10 ** -plainDigits };
}

/** A decimal of the client in the unit of the alert engine. */
export function toEngine(text: string, input: { readonly metric: string; readonly instrument: InstrumentModel }): number | DecimalProblem {
	const { digits, perUnit } = scaleOf(input.metric, input.instrument);
	const units = parseDecimal(text, digits);
	if (typeof units !== 'number') return units;
	return perUnit === 1 ? units : units / Math.round(1 / perUnit);
}

export function fromEngine(value: number, input: { readonly metric: string; readonly instrument: InstrumentModel }): string {
	const { digits, perUnit } = scaleOf(input.metric, input.instrument);
	return ((value / perUnit) * 10 ** -digits).toFixed(digits);
}

export function shownCondition(
	condition: AlertCondition,
	input: { readonly metric: string; readonly instrument: InstrumentModel },
): Pick<AlertModel, 'kind' | 'level' | 'hysteresis' | 'direction' | 'absentMs'> {
	if (condition.kind === 'absent') return { kind: 'ABSENT', level: null, hysteresis: null, direction: null, absentMs: condition.forMs };
	const numbers = { level: fromEngine(condition.level, input), hysteresis: fromEngine(condition.hysteresis, input), absentMs: null };
	if (condition.kind === 'above') return { kind: 'ABOVE', direction: null, ...numbers };
	if (condition.kind === 'below') return { kind: 'BELOW', direction: null, ...numbers };
	const directions = { up: 'UP', down: 'DOWN', either: 'EITHER' } as const;
	return { kind: 'CROSSES', direction: directions[condition.direction], ...numbers };
}
