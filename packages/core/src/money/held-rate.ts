import { currencyDigits } from './currency.ts';
import { type FxLeg, type FxPaths, type FxWays, type QuoteSource, waysBetween } from './fx.ts';
import { isExact } from './mul-div.ts';
import { pow10 } from './pow10.ts';

/** Minor units of one currency for minor units of another: sold at the worse side (`claim`) or bought at it (`liability`), and by which instruments. */
export type HeldRate = {
	readonly claim: { readonly num: number; readonly den: number };
	readonly liability: { readonly num: number; readonly den: number };
	readonly instrumentIds: readonly number[];
};

type Conversion = { readonly from: string; readonly to: string; readonly toDigits: number; readonly quote: QuoteSource };

/**
 * The rate for what is held, both sides from one look at the quotes. Not reduced as fxRate's: it is for amounts, not for chains of scales. Undefined where no path
 * is quoted, or a factor would not be exact.
 */
export function heldRate(paths: FxPaths, input: Conversion): HeldRate | undefined {
	const path = findSides(paths, input);
	if (path === undefined) return undefined;
	return {
		claim: { num: sides.claimNum, den: sides.claimDen },
		liability: { num: sides.liabilityNum, den: sides.liabilityDen },
		instrumentIds: path.map(({ instrumentId }) => instrumentId),
	};
}

/** Its liability side alone, for a check, which needs no more. `digitsAdded`: so many digits has a minor unit more there (below 0: fewer). */
export function liabilityRate(
	ways: FxWays,
	by: { readonly digitsAdded: number; readonly quote: QuoteSource },
): HeldRate['liability'] | undefined {
	return findSidesBy(ways, by) === undefined ? undefined : { num: sides.liabilityNum, den: sides.liabilityDen };
}

/** The rate that was found last, until another is looked for. */
export const sides = { claimNum: 0.5, claimDen: 0.5, liabilityNum: 0.5, liabilityDen: 0.5 };
const itself: readonly FxLeg[] = [];

/** As `heldRate`, into `sides`, for who takes the numbers at once. @returns the path that it came by. */
export function findSides(paths: FxPaths, { from, to, toDigits, quote }: Conversion): readonly FxLeg[] | undefined {
	const digitsAdded = toDigits - currencyDigits(from);
	if (from !== to) return findSidesBy(waysBetween(paths, { from, to }), { digitsAdded, quote });
	begin(digitsAdded);
	return itself;
}

function findSidesBy(
	ways: FxWays,
	{ digitsAdded, quote }: { readonly digitsAdded: number; readonly quote: QuoteSource },
): readonly FxLeg[] | undefined {
	for (let i = 0; i < ways.length; i++) {
		const path = ways[i] ?? itself;
		begin(digitsAdded);
		if (follow(path, quote)) return path;
	}
	return undefined;
}

function begin(digitsAdded: number): void {
	const num = pow10(Math.max(0, digitsAdded));
	const den = pow10(Math.max(0, -digitsAdded));
	sides.claimNum = num;
	sides.claimDen = den;
	sides.liabilityNum = num;
	sides.liabilityDen = den;
}

function follow(path: readonly FxLeg[], quote: QuoteSource): boolean {
	for (let i = 0; i < path.length; i++) {
		const leg = path[i];
		const mark = leg === undefined ? undefined : quote(leg.instrumentId);
		if (leg === undefined || mark === undefined) return false;
		const scale = pow10(leg.priceDigits);
		// Against the direction of the pair one buys it, at its ask, to sell what one has.
		sides.claimNum *= leg.inverse ? scale : mark.bid;
		sides.claimDen *= leg.inverse ? mark.ask : scale;
		sides.liabilityNum *= leg.inverse ? scale : mark.ask;
		sides.liabilityDen *= leg.inverse ? mark.bid : scale;
	}
	return isExact(sides.claimNum) && isExact(sides.claimDen) && isExact(sides.liabilityNum) && isExact(sides.liabilityDen);
}
