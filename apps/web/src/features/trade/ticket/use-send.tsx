'use client';

import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react';
import { useLook } from '../../../design/look-context';
import { documents } from '../../../lib/documents';
import type { Denial, Order } from '../../../lib/types';
import { useMeridian } from '../../shell/session';
import { useTrade } from '../trade-context';
import { inputOf } from './terms';

export type PlaceAnswer = {
	readonly __typename: string;
	readonly message?: string;
	readonly denial?: Denial;
	readonly order?: Order;
	readonly orders?: readonly Order[];
	readonly duplicate?: boolean;
};
export type Sent = {
	readonly ids: readonly string[];
	readonly query: string;
	readonly input: Record<string, unknown>;
	readonly answer: PlaceAnswer;
};
type Send = {
	readonly busy: boolean;
	readonly sent: Sent | undefined;
	/** Sends what the ticket holds; a side turns its one leg first. */
	readonly send: (side?: 'BUY' | 'SELL') => Promise<void>;
	/** The same request under the same ids: it returns the same order, and never makes a second one. */
	readonly askAgain: () => Promise<void>;
};
const Context = createContext<Send | null>(null);

export function useSend(): Send {
	const value = useContext(Context);
	if (value === null) throw new Error('useSend needs the SendProvider of the trading room');
	return value;
}

export function SendProvider({ children }: { children: ReactNode }) {
	const { api } = useMeridian();
	const { timeZone } = useLook().look;
	const { account, instrument, legs, contingency } = useTrade();
	const [busy, setBusy] = useState(false);
	const [sent, setSent] = useState<Sent>();

	const deliver = useCallback(
		async (request: Omit<Sent, 'answer'>) => {
			setBusy(true);
			try {
				const [answer] = Object.values(await api.request<Record<string, PlaceAnswer>>(request.query, { input: request.input }));
				setSent({ ...request, answer: answer ?? { __typename: 'NoAnswer' } });
			} catch (error) {
				setSent({ ...request, answer: { __typename: 'NoAnswer', message: error instanceof Error ? error.message : String(error) } });
			}
			setBusy(false);
		},
		[api],
	);
	const send = useCallback(
		async (side?: 'BUY' | 'SELL') => {
			const about = { accountId: account.id, instrumentId: instrument.id };
			const orders = legs.map((draft) => ({
				...{ ...about, ...inputOf(side === undefined ? draft : { ...draft, side }, timeZone), clientOrderId: crypto.randomUUID() },
			}));
			const ids = orders.map(({ clientOrderId }) => clientOrderId);
			const [first] = orders;
			if (contingency === 'SINGLE' && first !== undefined) return deliver({ ids, query: documents.place, input: first });
			return deliver({ ids, query: documents.placeGroup, input: { contingency, orders } });
		},
		[account.id, instrument.id, legs, contingency, timeZone, deliver],
	);
	const askAgain = useCallback(async () => {
		if (sent) await deliver(sent);
	}, [sent, deliver]);
	const value = useMemo(() => ({ busy, sent, send, askAgain }), [busy, sent, send, askAgain]);
	return <Context.Provider value={value}>{children}</Context.Provider>;
}
