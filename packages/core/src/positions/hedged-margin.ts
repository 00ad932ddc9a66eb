import { mulDiv } from '../money/mul-div.ts';

type Legs = { readonly longQty: number; readonly longCost: number; readonly shortQty: number; readonly shortCost: number };
type Part = { readonly qty: number; readonly cost: number };

/**
 * What of two opposite legs is uncovered and what is covered, each with its cost (sum of price x qty). The uncovered part costs what the larger leg does on average,
 * the covered part what all positions do on average (MetaTrader 5 Help, "Margin Calculation for Retail Forex, Futures"). Undefined where a number would not be exact.
 */
export function hedgedParts(legs: Legs): { readonly uncovered: Part | undefined; readonly covered: Part | undefined } {
	const { longQty, longCost, shortQty, shortCost } = legs;
	const larger = longQty >= shortQty ? { qty: longQty, cost: longCost } : { qty: shortQty, cost: shortCost };
	const coveredQty = Math.min(longQty, shortQty);
	return {
		uncovered: share(larger, larger.qty - coveredQty),
		covered: share({ qty: longQty + shortQty, cost: longCost + shortCost }, coveredQty),
	};
}

function share(of: Part, qty: number): Part | undefined {
	if (qty === 0) return { qty: 0, cost: 0 };
	const cost = mulDiv(of.cost, { times: qty, over: of.qty });
	return cost === undefined ? undefined : { qty, cost };
}
