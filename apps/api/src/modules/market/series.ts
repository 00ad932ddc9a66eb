import { type BarSpec, barSpec, priceMultiple } from '@meridian/market-data';
import { formatScaled } from '../../decimal.ts';
import { apiError } from '../../graphql/errors.ts';
import type { InstrumentModel } from '../instruments/types.ts';

export type TimeSpec = BarSpec & { readonly rule: { readonly kind: 'time' } };
const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, M: 2_678_400_000 } as const;

/** @throws INVALID_INPUT for what is no time series. */
export function timeSpec(every: string, price: string): TimeSpec {
	const parsed = barSpec.safeParse(`${every}/${price}`);
	const rule = parsed.data?.rule;
	if (parsed.data === undefined || rule?.kind !== 'time')
		throw apiError('INVALID_INPUT', 'every is the length of a bar: 1s, 5s, 15s, 1m, 5m, 15m, 1h, 4h, 1d, 1w or 1M.');
	return { rule, price: parsed.data.price };
}

/** The live series of which these bars are made. */
export const baseOf = ({ rule, price }: TimeSpec): string => `${rule.unit === 's' ? '1s' : '1m'}/${price}`;

/** The longest that one bar may last, but for an hour of daylight saving. */
export const lengthMs = ({ rule }: TimeSpec): number => unitMs[rule.unit] * rule.count;

/** A price of a bar as a decimal: the middle has one digit more, exactly. */
export function barPrice(instrument: InstrumentModel, spec: BarSpec): (units: number) => string {
	const { priceDigits } = instrument;
	return priceMultiple(spec.price) === 2
		? (units) => formatScaled(units * 5, priceDigits + 1)
		: (units) => formatScaled(units, priceDigits);
}
