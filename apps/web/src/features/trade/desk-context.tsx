'use client';

import { createContext, type ReactNode, use, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { useLook } from '../../design/look-context';
import { useToast } from '../../design/toast';
import type { Coded, Translate } from '../../i18n/said';
import { documents } from '../../lib/documents';
import type { Denial, Order } from '../../lib/types';
import { type Halt, isHouseHalted } from '../risk/model';
import { useMeridian } from '../shell/session';
import { DeskData } from './desk-data';
import { EquityLog } from './equity-log';
import { type Facts, factsOf, type ToldDesk, type ToldState, withHalted, withState, worthsOf } from './facts';
import { denialWords, lifeWord } from './words';

export type Answer = { readonly __typename: string; readonly code?: string; readonly message?: string; readonly denial?: Denial };
export type Act = (query: string, variables: Record<string, unknown>) => Promise<Answer | null>;
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

type Props = {
	/** What the server has read for the page already. */
	first: Promise<ToldDesk | null>;
	/** Shown until accounts and instruments are there. */
	waiting: (failure: string) => ReactNode;
	children: ReactNode;
};

/** Rows, accounts and instruments of the trading rooms. */
export function DeskProvider({ first, waiting, children }: Props) {
	const { api, line } = useMeridian();
	const { t, code: coded } = useLook();
	const tell = useToast();
	const brought = use(first);
	const [facts, setFacts] = useState<Facts | null>(() => brought && factsOf(brought));
	const [failure, setFailure] = useState('');
	const [data] = useState(() => new DeskData());
	const [equity] = useState(() => new EquityLog());
	/** Null: the subscription does not speak. */
	const halted = useRef<boolean | null>(null);

	const takeWorth = useCallback(
		(state: ToldState) => {
			equity.add(state.accounts, Date.now());
			data.worths.put(worthsOf(state));
		},
		[data, equity],
	);
	const refresh = useCallback(async () => {
		const state = await api.request<ToldState>(documents.state);
		takeWorth(state);
		setFacts((known) => known && withState(known, state, halted.current));
	}, [api, takeWorth]);

	useEffect(() => {
		let gone = false;
		let stop = () => {};
		const begin = (found: ToldDesk) => {
			takeWorth(found);
			stop = data.follow(api, {
				accounts: found.accounts,
				onFailure: (text) => tell(text, { tone: 'bad', id: 'load' }),
				onOrder: (order, before) => sayOrder(order, { before, tell, t, coded }),
			});
		};
		const ask = async () => {
			try {
				const found = await api.request<ToldDesk>(documents.desk);
				if (gone) return;
				setFacts(withState(factsOf(found), found, halted.current));
				setFailure('');
				begin(found);
			} catch (error) {
				if (gone) return;
				setFailure(error instanceof Error ? error.message : String(error));
				retry = setTimeout(() => void ask(), stateEveryMs);
			}
		};
		let retry: ReturnType<typeof setTimeout> | undefined;
		if (brought === null) void ask();
		else begin(brought);
		const timer = setInterval(() => void refresh().catch(() => undefined), stateEveryMs); // a cut line is shown by the shell
		return () => {
			gone = true;
			clearTimeout(retry);
			clearInterval(timer);
			stop();
		};
	}, [api, data, brought, takeWorth, refresh, tell, t, coded]);

	useEffect(
		() =>
			api.subscribe<{ halts: Pick<Halt, 'level' | 'halted'>[] }>(documents.haltsLive, ({ halts }) => {
				const now = isHouseHalted(halts);
				halted.current = now;
				setFacts((known) => known && withHalted(known, now));
			}),
		[api],
	);
	useEffect(() => {
		if (!line.online) halted.current = null;
	}, [line.online]);

	const act = useCallback<Act>(
		async (query, variables) => {
			try {
				const [answer] = Object.values(await api.request<Record<string, Answer>>(query, variables));
				if (answer === undefined) return null;
				const { denial, code, message } = answer;
				if (denial) {
					const words = denialWords(denial, coded);
					tell(`${denial.code}: ${words.message}`, { tone: 'bad', detail: words.remedy });
				} else if (message !== undefined) tell(code === undefined ? message : `${code}: ${message}`, { tone: 'bad' });
				else return answer;
			} catch (error) {
				tell(error instanceof Error ? error.message : String(error), { tone: 'bad' });
			}
			return null;
		},
		[api, tell, coded],
	);
	const value = useMemo(() => facts && { ...facts, data, equity, act, refresh }, [facts, data, equity, act, refresh]);
	if (value === null) return waiting(failure);
	return <Context.Provider value={value}>{children}</Context.Provider>;
}

type Say = { before: Order | undefined; tell: ReturnType<typeof useToast>; t: Translate; coded: Coded };

/** One message per order, and only where its life took a step. */
function sayOrder(order: Order, { before, tell, t, coded }: Say): void {
	if (before?.life === order.life) return;
	const tones = { FILLED: 'good', DENIED: 'bad', REJECTED: 'bad', UNKNOWN: 'unknown', NOT_SENT: 'bad' } as const;
	const tone = tones[order.life as keyof typeof tones] ?? 'info';
	const side = t(order.side === 'BUY' ? 'trade.buy' : 'trade.sell');
	const detail = order.denial ? `${order.denial.code}: ${denialWords(order.denial, coded).remedy}` : undefined;
	tell(`${side} ${order.quantity} ${order.instrument?.symbol ?? ''}: ${t(lifeWord(order.life))}`, {
		...{ id: order.id, tone },
		...(detail === undefined ? {} : { detail }),
	});
}
