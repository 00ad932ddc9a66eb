import { z } from 'zod';

export const barPrices = ['bid', 'ask', 'mid', 'last'] as const;
export type BarPrice = (typeof barPrices)[number];
export const timeUnits = ['s', 'm', 'h', 'd', 'w', 'M'] as const;
export type TimeUnit = (typeof timeUnits)[number];

/** How ticks become bars. Sizes are integers at the instrument's digits. */
export type BarRule =
	| { readonly kind: 'time'; readonly unit: TimeUnit; readonly count: number }
	/** So many ticks. */
	| { readonly kind: 'tick'; readonly size: number }
	/** Ends with the trade that reaches the size; a trade is never split. */
	| { readonly kind: 'volume'; readonly size: number }
	/** High and low are at most this far apart: the tick that would break it begins the next bar. */
	| { readonly kind: 'range'; readonly size: number }
	/** Bricks of this height on a fixed grid; a turn takes two. */
	| { readonly kind: 'renko'; readonly size: number };

export type BarSpec = { readonly rule: BarRule; readonly price: BarPrice };

/** A bar of several units begins where its first unit does, so it must divide the next larger unit. */
const perParent: Readonly<Record<TimeUnit, number>> = { s: 60, m: 60, h: 24, d: 1, w: 1, M: 1 };

/**
 * The name of a series and back: `1s/bid`, `5m/ask`, `4h/mid`, `1d/mid`, `1w/mid`, `1M/mid`, `tick:100/mid`, `volume:50/last`,
 * `range:20/bid`, `renko:10/mid`.
 */
export const barSpec = z.string().transform((text, context): BarSpec => {
	const refuse = (message: string) => {
		context.addIssue({ code: 'custom', message });
		return z.NEVER;
	};
	const match = /^(?:([1-9]\d{0,2})([smhdwM])|(tick|volume|range|renko):([1-9]\d{0,11}))\/(bid|ask|mid|last)$/.exec(text);
	if (match === null) return refuse(`${text} is no series such as 1m/bid, 1d/mid, tick:100/mid or renko:10/bid`);
	const price = barPrices.find((name) => name === match[5]);
	const unit = timeUnits.find((name) => name === match[2]);
	if (price === undefined) return refuse(`${text} has no price`);
	if (unit !== undefined) {
		const count = Number(match[1]);
		if (perParent[unit] % count !== 0) return refuse(`${text}: ${count} does not divide ${perParent[unit]}`);
		return { rule: { kind: 'time', unit, count }, price };
	}
	const size = Number(match[4]);
	switch (match[3]) {
		case 'volume':
			return price === 'last'
				? { rule: { kind: 'volume', size }, price }
				: refuse(`${text}: only trades have a volume, so its price is last`);
		case 'range':
			return { rule: { kind: 'range', size }, price };
		case 'renko':
			return { rule: { kind: 'renko', size }, price };
		default:
			return { rule: { kind: 'tick', size }, price };
	}
});

/** @throws ZodError that says what a series looks like */
export const parseBarSpec = (text: string): BarSpec => barSpec.parse(text);

export const barSpecName = ({ rule, price }: BarSpec): string =>
	rule.kind === 'time' ? `${rule.count}${rule.unit}/${price}` : `${rule.kind}:${rule.size}/${price}`;

/** Mid prices are bid + ask: integers at twice the scale, so that no half is lost. */
export const priceMultiple = (price: BarPrice): number => (price === 'mid' ? 2 : 1);
