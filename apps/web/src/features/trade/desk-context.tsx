'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';
import { useLook } from '../../design/look-context';
import { useToast } from '../../design/toast';
import { documents } from '../../lib/documents';
import type { Account, Denial, Instrument, Order, Tenant } from '../../lib/types';
import { useMeridian } from '../shell/session';
import { DeskData } from './desk-data';
import { EquityLog } from './equity-log';
import { lifeWord } from './words';

export type Answer = { readonly __typename: string; readonly code?: string; readonly message?: string; readonly denial?: Denial };
export type Act = (query: string, variables: Record<string, unknown>) => Promise<Answer | null>;
type Facts = { readonly tenant: Tenant; readonly accounts: readonly Account[]; readonly instruments: readonly Instrument[] };
type Desk = Facts & {
	readonly data: DeskData;
	readonly equity: EquityLog;
	/** Sends a mutation; what was refused is said in a message, with its code and what to do. Null where it was. */
	readonly act: Act;
	readonly refresh: () => Promise<void>;
};
const Context = createContext<Desk | null>(null);

/** @throws outside of the trading room. */
export function useDesk(): Desk {
	const value = useContext(Context);
	if (value === null) throw new Error('useDesk needs the DeskProvider of the trading room');
	return value;
}

const stateEveryMs = 2_000;

/** Rows, accounts and instruments of the trading rooms. `waiting` is shown until they are there. */
export function DeskProvider({ waiting, children }: { waiting: (failure: string) => ReactNode; children: ReactNode }) {
	const { api } = useMeridian();
	const { t } = useLook();
	const tell = useToast();
	const [facts, setFacts] = useState<Facts>();
	const [failure, setFailure] = useState('');
	const [data] = useState(() => new DeskData());
	const [equity] = useState(() => new EquityLog());

	const refresh = useCallback(async () => {
		const state = await api.request<Pick<Facts, 'tenant' | 'accounts'>>(documents.state);
		equity.add(state.accounts, Date.now());
		setFacts((known) => known && { ...known, ...state });
	}, [api, equity]);

	useEffect(() => {
		let gone = false;
		let stop = () => {};
		const first = async () => {
			try {
				const found = await api.request<Facts>(documents.desk);
				if (gone) return;
				setFacts(found);
				setFailure('');
				equity.add(found.accounts, Date.now());
				stop = data.follow(api, {
					accounts: found.accounts,
					onFailure: (text) => tell(text, { tone: 'bad', id: 'load' }),
					onOrder: (order, before) => sayOrder(order, { before, tell, t }),
				});
			} catch (error) {
				if (gone) return;
				setFailure(error instanceof Error ? error.message : String(error));
				retry = setTimeout(() => void first(), stateEveryMs);
			}
		};
		let retry: ReturnType<typeof setTimeout> | undefined;
		void first();
		const timer = setInterval(() => void refresh().catch(() => undefined), stateEveryMs); // a cut line is shown by the shell
		return () => {
			gone = true;
			clearTimeout(retry);
			clearInterval(timer);
			stop();
		};
	}, [api, data, equity, refresh, tell, t]);

	const act = useCallback<Act>(
		async (query, variables) => {
			try {
				const [answer] = Object.values(await api.request<Record<string, Answer>>(query, variables));
				if (answer === undefined) return null;
				const { denial, code, message } = answer;
				if (denial) tell(`${denial.code}: ${denial.message}`, { tone: 'bad', detail: denial.remedy });
				else if (message !== undefined) tell(code === undefined ? message : `${code}: ${message}`, { tone: 'bad' });
				else return answer;
			} catch (error) {
				tell(error instanceof Error ? error.message : String(error), { tone: 'bad' });
			}
			return null;
		},
		[api, tell],
	);
	const value = useMemo(() => facts && { ...facts, data, equity, act, refresh }, [facts, data, equity, act, refresh]);
	if (value === undefined) return waiting(failure);
	return <Context.Provider value={value}>{children}</Context.Provider>;
}

type Say = { before: Order | undefined; tell: ReturnType<typeof useToast>; t: ReturnType<typeof useLook>['t'] };

/** One message per order, and only where its life took a step. */
function sayOrder(order: Order, { before, tell, t }: Say): void {
	if (before?.life === order.life) return;
	const tones = { FILLED: 'good', DENIED: 'bad', REJECTED: 'bad', UNKNOWN: 'unknown', NOT_SENT: 'bad' } as const;
	const tone = tones[order.life as keyof typeof tones] ?? 'info';
	const side = t(order.side === 'BUY' ? 'trade.buy' : 'trade.sell');
	const detail = order.denial ? `${order.denial.code}: ${order.denial.remedy}` : undefined;
	tell(`${side} ${order.quantity} ${order.instrument?.symbol ?? ''}: ${t(lifeWord(order.life))}`, {
		...{ id: order.id, tone },
		...(detail === undefined ? {} : { detail }),
	});
}
