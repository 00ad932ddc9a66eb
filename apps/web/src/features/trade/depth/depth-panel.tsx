'use client';

import { useSyncExternalStore } from 'react';
import { useLook } from '../../../design/look-context';
import { Empty, Loading } from '../../../design/state';
import { hasPrice } from '../ticket/terms';
import { useTrade } from '../trade-context';
import './depth.css';
import { Ladder } from './ladder-view';
import { useDepth } from './use-depth';

/** What rests at the account's broker, price by price; a press takes a price into the ticket. */
export function DepthPanel({ onChosen }: { onChosen?: () => void }) {
	const { t } = useLook();
	const { account, instrument, legs, leg, setDraft } = useTrade();
	const store = useDepth(account.id, instrument.id);
	const isShown = useSyncExternalStore(store.on, store.isShown, () => undefined);
	const choose = (price: string) => {
		const type = legs[leg]?.type ?? 'MARKET';
		// An order without a price can't have this one: it is meant as a limit.
		setDraft(hasPrice(type) ? { price } : { price, type: 'LIMIT' });
		onChosen?.();
	};
	return (
		<section className="t-panel t-depth" aria-label={t('depth.title', { symbol: instrument.symbol })} data-testid="depth">
			<header className="t-depth-head">
				<span>{t('trade.bid')}</span>
				<b>{instrument.symbol}</b>
				<span>{t('trade.ask')}</span>
			</header>
			{isShown === undefined && <Loading rows={4} />}
			{isShown === false && <Empty title={t('depth.none')} icon="market" />}
			{isShown === true && <Ladder store={store} onChoose={choose} />}
		</section>
	);
}
