import type { Side } from '../model.ts';
import type { Account } from '../state/state.ts';
import { keyOfTicket } from './position.ts';

/**
 * What an order of `side` may still take off what is held, at qtyDigits: netting, the opposite net position less all that already works on that side but exits;
 * hedging, the named position less its working and unknown closes, of a close-by the smaller of both. 0 where it would not reduce.
 */
export function reducibleQty(
	account: Account,
	order: {
		readonly instrumentId: number;
		readonly side: Side;
		readonly positionTicket: bigint;
		readonly positionByTicket?: bigint;
		/** The order is an exit itself. */
		readonly isExit?: boolean;
	},
): number {
	if (account.config.mode === 'NETTING') {
		const exposure = account.exposures.get(order.instrumentId);
		if (exposure === undefined) return 0;
		const held = order.side === 'BUY' ? -exposure.netQty : exposure.netQty;
		const working = order.side === 'BUY' ? exposure.workingBuyQty : exposure.workingSellQty;
		// Exits stand in nobody's way out: the engine fits them to what is left.
		const exits = order.isExit === true ? 0 : order.side === 'BUY' ? exposure.exitBuyQty : exposure.exitSellQty;
		return Math.max(0, held - working + exits);
	}
	const { positionTicket, positionByTicket = 0n, instrumentId, side } = order;
	const first = closableQty(account, { positionTicket, instrumentId, side });
	if (positionByTicket === 0n) return first;
	const opposite = side === 'BUY' ? 'SELL' : 'BUY';
	return Math.min(first, closableQty(account, { positionTicket: positionByTicket, instrumentId, side: opposite }));
}

function closableQty(
	account: Account,
	close: { readonly positionTicket: bigint; readonly instrumentId: number; readonly side: Side },
): number {
	const position = account.positions.get(keyOfTicket(close.positionTicket));
	if (position === undefined || position.instrumentId !== close.instrumentId) return 0;
	const held = close.side === 'BUY' ? -position.signedQty : position.signedQty;
	return Math.max(0, held - (account.closingQty.get(close.positionTicket) ?? 0));
}
