'use client';

import { type ReactNode, useSyncExternalStore } from 'react';
import { Button } from '../../../design/button';
import { useLook } from '../../../design/look-context';
import { Notice, type NoticeTone } from '../../../design/state';
import type { Order } from '../../../lib/types';
import { useDesk } from '../desk-context';
import { lifeTone, lifeWord, noteOf } from '../words';
import { DenialText } from './denial';
import type { Sent } from './use-send';

/** What the platform said, in full, and how the order stands by now. An unknown outcome is told as unknown. */
export function Result({ sent, onAskAgain }: { sent: Sent; onAskAgain: () => void }) {
	const { t } = useLook();
	const { data } = useDesk();
	useSyncExternalStore(data.orders.subscribe, data.orders.version, data.orders.version);
	const { answer, ids } = sent;
	const placed = answer.orders ?? (answer.order && answer.__typename === 'PlaceOrderSuccess' ? [answer.order] : []);
	if (placed.length > 0)
		return (
			<div data-testid="ticket-result">
				{placed.map((order) => (
					<OrderNow key={order.id} order={data.orders.get(order.id) ?? order} duplicate={answer.duplicate === true} />
				))}
			</div>
		);
	if (answer.denial)
		return (
			<Box tone="bad">
				<b>{t('result.denied')}</b>
				<DenialText denial={answer.denial} />
			</Box>
		);
	if (answer.__typename === 'OrderOutcomeUnknown' || answer.__typename === 'NoAnswer')
		return (
			<Box tone="unknown">
				<b>{t('result.unknown')}</b>
				<p>{t('result.unknownText')}</p>
				<p className="muted t-ids">{ids.join(', ')}</p>
				<Button size="s" onClick={onAskAgain} testId="ticket-ask-again">
					{t('result.askAgain')}
				</Button>
			</Box>
		);
	return <Box tone="bad">{answer.message ?? answer.__typename}</Box>;
}

const tones = { good: 'good', info: 'info', wait: 'info', bad: 'bad', unknown: 'unknown', off: 'info' } as const;

function OrderNow({ order, duplicate }: { order: Order; duplicate: boolean }) {
	const { t, code, format } = useLook();
	const note = noteOf(order, t, code);
	return (
		<Notice tone={tones[lifeTone(order.life)]}>
			<b>
				{t('result.order', { id: order.orderId })}: {t(lifeWord(order.life))}
			</b>
			{order.life === 'FILLED' && <div>{t('result.filled', { lots: order.filledQuantity, price: format.number(order.averagePrice) })}</div>}
			{order.denial ? <DenialText denial={order.denial} /> : note !== '' && <div>{note}</div>}
			{duplicate && <div className="muted">{t('result.duplicate')}</div>}
		</Notice>
	);
}

function Box({ tone, children }: { tone: NoticeTone; children: ReactNode }) {
	return (
		<Notice tone={tone} testId="ticket-result">
			{children}
		</Notice>
	);
}
