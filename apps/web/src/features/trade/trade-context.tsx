'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { useKept } from '../../design/grid/use-kept';
import type { Account, Instrument } from '../../lib/types';
import { useMeridian } from '../shell/session';
import { useDesk } from './desk-context';
import { type Draft, emptyDraft } from './ticket/terms';

/** How the legs of a ticket hang together; one leg alone is SINGLE. */
export type Contingency = 'SINGLE' | 'OCO' | 'OTO' | 'OTOCO';
export const legsOf = { SINGLE: 1, OCO: 2, OTO: 2, OTOCO: 3 } as const satisfies Record<Contingency, number>;

type Trade = {
	readonly account: Account;
	readonly instrument: Instrument;
	readonly chooseAccount: (id: string) => void;
	readonly chooseInstrument: (id: string) => void;
	readonly contingency: Contingency;
	/** As many as the contingency has. */
	readonly legs: readonly Draft[];
	readonly leg: number;
	readonly chooseLeg: (leg: number) => void;
	readonly setContingency: (contingency: Contingency, legs?: readonly Partial<Draft>[]) => void;
	readonly setDraft: (change: Partial<Draft>, leg?: number) => void;
	/** One press sends: on for five minutes at most, and only in this page. */
	readonly armed: boolean;
	readonly setArmed: (armed: boolean) => void;
};
const Context = createContext<Trade | null>(null);
const armedForMs = 300_000;

/** @throws outside of the trading room. */
export function useTrade(): Trade {
	const value = useContext(Context);
	if (value === null) throw new Error('useTrade needs the TradeProvider of the trading room');
	return value;
}

/** What is looked at and what is being written. The shown account and instrument are remembered. */
export function TradeProvider({ symbol, empty, children }: { symbol: string | null; empty: ReactNode; children: ReactNode }) {
	const { accounts, instruments } = useDesk();
	const [chosen, choose] = useKept('trade:chosen', { accountId: '', instrumentId: '' });
	const [contingency, setKind] = useState<Contingency>('SINGLE');
	const [legs, setLegs] = useState<readonly Draft[]>([emptyDraft]);
	const [leg, chooseLeg] = useState(0);
	const { has } = useMeridian();
	const [wished, setArmed] = useState(false);
	const armed = wished && has('ONE_CLICK_TRADING');
	useEffect(() => {
		if (!armed) return;
		const timer = setTimeout(() => setArmed(false), armedForMs);
		return () => clearTimeout(timer);
	}, [armed]);
	const asked = instruments.find((one) => one.symbol === symbol)?.id;
	// biome-ignore lint/correctness/useExhaustiveDependencies: the address says it once; from then on the person does.
	useEffect(() => {
		if (asked !== undefined) choose({ ...chosen, instrumentId: asked });
	}, [asked]);
	const account = accounts.find(({ id }) => id === chosen.accountId) ?? accounts[0];
	const instrument = instruments.find(({ id }) => id === chosen.instrumentId) ?? instruments[0];
	const value = useMemo<Trade | null>(() => {
		if (account === undefined || instrument === undefined) return null;
		return {
			...{ account, instrument, contingency, legs, leg, chooseLeg, armed, setArmed },
			chooseAccount: (accountId) => choose({ ...chosen, accountId }),
			chooseInstrument(instrumentId) {
				choose({ ...chosen, instrumentId });
				// Prices of another instrument would be nonsense, and dangerous.
				setLegs((all) => all.map((draft) => ({ ...draft, price: '', limitPrice: '', stopLoss: '', takeProfit: '' })));
			},
			setContingency(next, given = []) {
				setKind(next);
				chooseLeg(0);
				setLegs((all) =>
					Array.from({ length: legsOf[next] }, (_, index) => ({ ...(all[index] ?? all[0] ?? emptyDraft), ...given[index] })),
				);
			},
			setDraft: (change, of = leg) => setLegs((all) => all.map((draft, index) => (index === of ? { ...draft, ...change } : draft))),
		};
	}, [account, instrument, contingency, legs, leg, armed, chosen, choose]);
	if (value === null) return empty;
	return <Context.Provider value={value}>{children}</Context.Provider>;
}
