import { exactOrUnknown } from '../state/books.ts';
import { type Account, type Exposure, exposureOf, type Tenant } from '../state/state.ts';
import { recount } from './sums.ts';

type Holding = { readonly signedQty: number; readonly openNotional: number };

/** Moves what the account holds of an instrument from what one of its positions was to what it is now, and the sums above with it. */
export function moveHolding(
	place: { readonly tenant: Tenant; readonly account: Account },
	change: { readonly instrumentId: number; readonly before: Holding; readonly after: Holding },
): void {
	const { account } = place;
	const { instrumentId, before, after } = change;
	const exposure = exposureOf(account, instrumentId);
	exposure.netQty += after.signedQty - before.signedQty;
	add(exposure, { of: before, sign: -1 });
	add(exposure, { of: after, sign: 1 });
	// Nothing held has cost nothing, whatever was unknown before.
	if (exposure.longQty === 0) exposure.longCost = 0;
	if (exposure.shortQty === 0) exposure.shortCost = 0;
	recount(place, instrumentId);
}

function add(exposure: Exposure, { of, sign }: { readonly of: Holding; readonly sign: 1 | -1 }): void {
	if (of.signedQty > 0) {
		exposure.longQty = exactOrUnknown(exposure.longQty + sign * of.signedQty);
		exposure.longCost = exactOrUnknown(exposure.longCost + sign * of.openNotional);
	} else {
		exposure.shortQty = exactOrUnknown(exposure.shortQty - sign * of.signedQty);
		exposure.shortCost = exactOrUnknown(exposure.shortCost + sign * of.openNotional);
	}
}
