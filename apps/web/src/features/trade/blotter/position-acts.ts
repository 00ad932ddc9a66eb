import { useMemo } from 'react';
import { times } from '../../../lib/decimal';
import { documents } from '../../../lib/documents';
import type { Position } from '../../../lib/types';
import { useDesk } from '../desk-context';

const opposite = { BUY: 'SELL', SELL: 'BUY' } as const;

/** What can be done with a position. Each answers whether it was taken; what was refused has been said. */
export function usePositionActs() {
	const { act, accounts } = useDesk();
	return useMemo(() => {
		const about = (position: Position) => ({
			...{ accountId: position.account.id, instrumentId: position.instrument.id, clientOrderId: crypto.randomUUID() },
		});
		const close = async (position: Position, quantity?: string) =>
			(await act(documents.close, {
				input: { ...about(position), ticket: position.ticket, ...(quantity === undefined ? {} : { quantity }) },
			})) !== null;
		const market = async (position: Position, quantity: string) =>
			(await act(documents.place, {
				input: { ...about(position), side: opposite[position.side], type: 'MARKET', quantity },
			})) !== null;
		return {
			close,
			closeBy: async (position: Position, byTicket: string) =>
				(await act(documents.closeBy, { input: { ...about(position), ticket: position.ticket, byTicket } })) !== null,
			/** Where positions net, one order of twice the size turns it; where they hedge, it is closed and the opposite is opened. */
			async reverse(position: Position): Promise<boolean> {
				if (accounts.find(({ id }) => id === position.account.id)?.mode === 'NETTING')
					return market(position, times(position.quantity, 2) ?? position.quantity);
				return (await close(position)) && market(position, position.quantity);
			},
			/** Null removes, absent leaves as it is. */
			stops: async (position: Position, stops: { readonly stopLoss?: string | null; readonly takeProfit?: string | null }) => {
				const { accountId, instrumentId } = about(position);
				return (
					(await act(documents.amendPosition, {
						input: { accountId, instrumentId, ticket: position.ticket, amendId: crypto.randomUUID(), ...stops },
					})) !== null
				);
			},
		};
	}, [act, accounts]);
}
