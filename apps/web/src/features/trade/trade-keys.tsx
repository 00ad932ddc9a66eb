'use client';

import { useMemo } from 'react';
import { useLook } from '../../design/look-context';
import { documents } from '../../lib/documents';
import { useKeys } from '../shell/keys';
import { useDesk } from './desk-context';
import { useSend } from './ticket/use-send';
import { useTrade } from './trade-context';

/** Trading without a mouse. What sends or cancels works only while one-click trading is armed. */
export function TradeKeys() {
	const { t } = useLook();
	const { instruments, act } = useDesk();
	const trade = useTrade();
	const { send } = useSend();
	const { account, instrument, armed, setArmed, setDraft, chooseInstrument } = trade;
	useKeys(
		t('room.trade'),
		useMemo(() => {
			const step = (by: number) => {
				const at = instruments.findIndex(({ id }) => id === instrument.id);
				const next = instruments[(at + by + instruments.length) % instruments.length];
				if (next) chooseInstrument(next.id);
			};
			const side = (one: 'BUY' | 'SELL') => {
				setDraft({ side: one });
				if (armed) void send(one);
			};
			return [
				{ key: 'b', name: t('keys.buy'), run: () => side('BUY') },
				{ key: 's', name: t('keys.sell'), run: () => side('SELL') },
				{ key: 'a', name: t('keys.arm'), run: () => setArmed(!armed) },
				{
					...{ key: 'x', name: t('keys.cancelAll') },
					run: () => void (armed && act(documents.cancelAll, { input: { accountId: account.id, instrumentId: instrument.id } })),
				},
				{ key: 'j', name: t('keys.next'), run: () => step(1) },
				{ key: 'k', name: t('keys.previous'), run: () => step(-1) },
				{ key: 'q', name: t('keys.lots'), run: () => document.querySelector<HTMLInputElement>('[data-testid=ticket-qty]')?.select() },
			];
		}, [t, instruments, instrument, account, armed, act, send, setArmed, setDraft, chooseInstrument]),
	);
	return null;
}
