import { mulDiv } from '../money/mul-div.ts';
import { pow10 } from '../money/pow10.ts';
import type { RiskInput } from './check.ts';

/** A limit in whole lots as a quantity of the order's instrument. */
export function lotsAsQty({ instrument }: RiskInput, lots: number): number | undefined {
	return mulDiv(lots, { times: pow10(instrument?.qtyDigits ?? -1), over: 1 });
}
