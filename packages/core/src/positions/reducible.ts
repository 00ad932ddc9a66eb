import type { Side } from '../model.ts';
import type { Account } from '../state/state.ts';

/**
 * What an order of `side` may still take off what is held, at qtyDigits: netting, the opposite net position less all that already works on that side;
 * hedging, the named position less its working and unknown closes. 0 where it would not reduce.
 */
export function reducibleQty(
	account: Account,
	order: { readonly instrumentId: number; readonly side: Side; readonly positionTicket: bigint },
): number {
	if (account.config.mode === 'NETTING') {
		const exposure = account.exposures.get(order.instrumentId);
		if (exposure === undefined) return 0;
		const held = order.side === 'BUY' ? -exposure.netQty : exposure.netQty;
		return Math.max(0, held - (order.side === 'BUY' ? exposure.workingBuyQty : exposure.workingSellQty));
	}
	const position = account.positions.get(order.positionTicket);
	if (position === undefined || position.instrumentId !== order.instrumentId) return 0;
	const held = order.side === 'BUY' ? -position.signedQty : position.signedQty;
	return Math.max(0, held - (account.closingQty.get(order.positionTicket) ?? 0));
}
