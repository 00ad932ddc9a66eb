'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { Dialog } from '../../../design/dialog';
import { useLook } from '../../../design/look-context';
import { Empty, Failure, Loading } from '../../../design/state';
import { Status } from '../../../design/status';
import { documents } from '../../../lib/documents';
import type { OrderHistory, OrderStages } from '../../../lib/types';
import { useMeridian } from '../../shell/session';
import { useDesk } from '../desk-context';
import { DenialText } from '../ticket/denial';
import { dealWord, lifeTone, lifeWord, noteOf, priceText } from '../words';
import { changedWords } from './order-story';

/** Letters that half of the width has room for. */
const longTerm = 24;

type Props = { orderId: string | undefined; onClose: () => void };

/** The whole life of one order, and it goes on while one looks. */
export function OrderDetail({ orderId, onClose }: Props) {
	const { t } = useLook();
	return (
		<Dialog open={orderId !== undefined} onClose={onClose} title={t('detail.title')} kind="side" testId="order-detail">
			{orderId !== undefined && <Story orderId={orderId} />}
		</Dialog>
	);
}

function Story({ orderId }: { orderId: string }) {
	const { t } = useLook();
	const { api } = useMeridian();
	const { data } = useDesk();
	const [history, setHistory] = useState<OrderHistory | null>();
	const [failure, setFailure] = useState('');
	const seq = useSyncExternalStore(
		data.orders.subscribe,
		() => data.orders.get(orderId)?.seq,
		() => undefined,
	);
	// biome-ignore lint/correctness/useExhaustiveDependencies: with each new state of the order its story is longer.
	useEffect(() => {
		let gone = false;
		api.request<{ orderHistory: OrderHistory | null }>(documents.orderHistory, { orderId }).then(
			({ orderHistory }) => gone || setHistory(orderHistory),
			(error: Error) => gone || setFailure(error.message),
		);
		return () => {
			gone = true;
		};
	}, [api, orderId, seq]);
	if (failure !== '') return <Failure text={failure} />;
	if (history === undefined) return <Loading rows={6} />;
	if (history === null) return <Empty text={t('detail.none')} />;
	return <Told history={history} />;
}

function Told({ history }: { history: OrderHistory }) {
	const { t, code, format } = useLook();
	const { accounts } = useDesk();
	const { order, states, executions, placedBy, decidedBy } = history;
	const terms = [
		[t('col.symbol'), order.instrument?.symbol ?? '?'],
		[t('col.side'), `${t(order.side === 'BUY' ? 'trade.buy' : 'trade.sell')} ${format.number(order.quantity)}`],
		[t('col.type'), t(`type.${order.type}`)],
		[t('col.price'), priceText(order)],
		[t('trade.stopLoss'), order.stopLoss ?? '–'],
		[t('trade.takeProfit'), order.takeProfit ?? '–'],
		[t('ticket.tif'), t(`tif.${order.timeInForce}` as 'tif.GTC')],
		[t('col.account'), accounts.find(({ id }) => id === order.account.id)?.name ?? ''],
		[t('detail.placedBy'), placedBy],
		...(decidedBy === null ? [] : [[t('detail.decidedBy'), decidedBy] as const]),
		[t('detail.venueTicket'), order.venueOrderTicket ?? '–'],
		[t('detail.clientId'), order.clientOrderId],
		...(order.emulated.length === 0
			? []
			: [[t('detail.emulated'), order.emulated.map((part) => code('emulated', part)).join(', ')] as const]),
	] as const;
	const first = Date.parse(states[0]?.updatedAt ?? order.createdAt);
	return (
		<div className="t-story">
			<p>
				<b>{t('result.order', { id: order.orderId })}</b> <Status tone={lifeTone(order.life)}>{t(lifeWord(order.life))}</Status>
			</p>
			{order.denial && <DenialText denial={order.denial} />}
			<dl className="t-terms">
				{terms.map(([name, value]) => (
					<div key={name} data-long={value.length > longTerm || undefined}>
						<dt>{name}</dt>
						<dd>{value}</dd>
					</div>
				))}
			</dl>
			<h3>{t('detail.life')}</h3>
			<ol className="t-timeline" data-testid="order-states">
				{states.map((state, index) => (
					<li key={state.seq} data-life={state.life}>
						<span className="t-when">
							{format.time(state.updatedAt)}
							<small className="muted">+{Date.parse(state.updatedAt) - first} ms</small>
						</span>
						<span>
							<Status tone={lifeTone(state.life)}>{t(lifeWord(state.life))}</Status>
							<span className="t-change">{changedWords(states[index - 1], state, { t, number: format.number }).join(' · ')}</span>
							<span className="muted">{noteOf(state, t, code)}</span>
						</span>
					</li>
				))}
			</ol>
			{order.stages && <Stages stages={order.stages} />}
			<h3>{t('blotter.executions')}</h3>
			{executions.length === 0 ? (
				<p className="muted">{t('blotter.noExecutions')}</p>
			) : (
				<ol className="t-timeline">
					{executions.map((deal) => (
						<li key={deal.id}>
							<span className="t-when">{format.time(deal.bookedAt)}</span>
							<span>
								<span>
									{dealWord(deal, { t, code })} {format.number(deal.quantity)} @ {deal.price}
								</span>
								<span className="muted">
									{[
										...(Number(deal.profit) === 0 ? [] : [`${t('col.profit')} ${format.signed(deal.profit)}`]),
										...(Number(deal.commission) === 0 ? [] : [`${t('col.commission')} ${format.signed(deal.commission)}`]),
										`${t('col.deal')} ${deal.dealTicket}`,
									].join(' · ')}
								</span>
							</span>
						</li>
					))}
				</ol>
			)}
		</div>
	);
}

const stageNames = [
	'toTerminalUs',
	'inTerminalUs',
	'toAnswerUs',
	'toDealUs',
	'toGatewayUs',
	'roundTripUs',
] as const satisfies readonly (keyof OrderStages)[];

/** Where the time went between the gateway, the terminal and the broker. */
function Stages({ stages }: { stages: OrderStages }) {
	const { t, format } = useLook();
	const longest = Math.max(1, ...stageNames.map((name) => stages[name] ?? 0));
	return (
		<>
			<h3>{t('detail.stages')}</h3>
			<dl className="t-stages" data-testid="order-stages">
				{stageNames.map((name) => (
					<div key={name}>
						<dt>{t(`stage.${name}`)}</dt>
						<dd>
							<i style={{ width: `${((stages[name] ?? 0) / longest) * 100}%` }} />
							<span>{stages[name] === null ? '–' : `${format.number(((stages[name] ?? 0) / 1_000).toFixed(2))} ms`}</span>
						</dd>
					</div>
				))}
			</dl>
		</>
	);
}
