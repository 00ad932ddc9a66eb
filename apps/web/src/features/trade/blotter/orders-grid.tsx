'use client';

import { useMemo, useState } from 'react';
import { Button } from '../../../design/button';
import { DataGrid, type GridColumn } from '../../../design/grid/data-grid';
import { useLook } from '../../../design/look-context';
import { Empty } from '../../../design/state';
import { Status } from '../../../design/status';
import { documents } from '../../../lib/documents';
import type { Order } from '../../../lib/types';
import { useMeridian } from '../../shell/session';
import { useDesk } from '../desk-context';
import { isAmendable, isCancelable, isOpen, lifeTone, lifeWord, noteOf, priceText } from '../words';
import { AmendDialog } from './amend-dialog';
import { OrderDetail } from './order-detail';

const keyOf = ({ id }: Order) => id;
const mostRows = 10_000;
const shows = { all: undefined, open: isOpen, done: (order: Order) => !isOpen(order) } as const;

/** Every order: amend and cancel at the row, the whole life behind Enter or a double click. */
export function OrdersGrid({ openOrderId }: { openOrderId?: string | undefined }) {
	const { t, code, format } = useLook();
	const { api, may } = useMeridian();
	const { data, accounts, act } = useDesk();
	const [which, setWhich] = useState<keyof typeof shows>('all');
	const [amended, setAmended] = useState<Order>();
	const [detail, setDetail] = useState<string | undefined>(openOrderId);
	const [loading, setLoading] = useState(false);
	const columns = useMemo<readonly GridColumn<Order>[]>(() => {
		const accountName = (id: string) => accounts.find((one) => one.id === id)?.name ?? '';
		return [
			{ id: 'created', title: t('col.time'), width: 74, steady: true, value: (o) => o.createdAt, cell: (o) => format.time(o.createdAt) },
			{
				...{ id: 'state', title: t('col.state'), width: 116, value: (o: Order) => t(lifeWord(o.life)) },
				cell: (o) => <Status tone={lifeTone(o.life)}>{t(lifeWord(o.life))}</Status>,
			},
			{
				id: 'symbol',
				title: t('col.symbol'),
				width: 84,
				steady: true,
				value: (o) => o.instrument?.symbol ?? null,
				cell: (o) => <b>{o.instrument?.symbol ?? '?'}</b>,
			},
			{ id: 'side', title: t('col.side'), width: 56, steady: true, value: (o) => o.side, cell: (o) => <SideWord side={o.side} /> },
			{ id: 'type', title: t('col.type'), width: 100, steady: true, value: (o) => t(`type.${o.type}`) },
			{ id: 'quantity', title: t('col.lots'), width: 74, numeric: true, value: (o) => o.quantity, cell: (o) => format.number(o.quantity) },
			{ id: 'price', title: t('col.price'), width: 118, numeric: true, value: (o) => o.price, cell: priceText },
			{
				id: 'filled',
				title: t('col.filled'),
				width: 74,
				numeric: true,
				value: (o) => o.filledQuantity,
				cell: (o) => format.number(o.filledQuantity),
			},
			{ id: 'average', title: t('col.average'), width: 90, numeric: true, value: (o) => o.averagePrice, hidden: true },
			{ id: 'sl', title: t('trade.stopLoss'), width: 84, numeric: true, value: (o) => o.stopLoss },
			{ id: 'tp', title: t('trade.takeProfit'), width: 84, numeric: true, value: (o) => o.takeProfit },
			{ id: 'reserved', title: t('col.reserved'), width: 76, numeric: true, value: (o) => o.reservedQuantity, hidden: true },
			{ id: 'tif', title: t('ticket.tif'), width: 100, value: (o) => o.timeInForce, hidden: true },
			{ id: 'account', title: t('col.account'), width: 152, value: (o) => accountName(o.account.id), hidden: true },
			{ id: 'id', title: t('col.order'), width: 80, numeric: true, steady: true, value: (o) => o.orderId },
			{
				...{ id: 'note', title: t('col.note'), width: 260, grow: 1_600, value: (o: Order) => noteOf(o, t, code) },
				cell: (o) => (
					<span className="muted t-note" title={noteOf(o, t, code)}>
						{noteOf(o, t, code)}
					</span>
				),
			},
		];
	}, [t, code, format, accounts]);
	const older = async () => {
		setLoading(true);
		await data.loadOlder(api, mostRows).catch(() => undefined); // what is there stays; the button is there to be pressed again
		setLoading(false);
	};
	const cancel = (order: Order) => void act(documents.cancel, { input: { orderId: order.id } });
	const decide = (order: Order, approved: boolean) => void act(approved ? documents.approve : documents.refuse, { orderId: order.id });
	const actions = (order: Order) => (
		<>
			{order.life === 'HELD' && may('ORDER_APPROVE') && (
				<>
					<Button size="s" tone="primary" onClick={() => decide(order, true)} testId="order-approve">
						{t('act.approve')}
					</Button>
					<Button size="s" onClick={() => decide(order, false)} testId="order-refuse">
						{t('act.refuse')}
					</Button>
				</>
			)}
			{isAmendable(order) && may('ORDER_PLACE') && (
				<Button size="s" onClick={() => setAmended(order)} testId="order-amend">
					{t('act.amend')}
				</Button>
			)}
			{isCancelable(order) && order.life !== 'HELD' && (
				<Button size="s" disabled={!may('ORDER_CANCEL')} onClick={() => cancel(order)} testId="order-cancel">
					{t('act.cancel')}
				</Button>
			)}
		</>
	);
	return (
		<>
			<DataGrid
				label={t('blotter.orders')}
				name="orders"
				store={data.orders}
				columns={columns}
				keyOf={keyOf}
				{...(shows[which] ? { only: shows[which] } : {})}
				sort={{ column: 'created', down: true }}
				actions={actions}
				onOpen={(order) => setDetail(order.id)}
				marks={(order) => ({
					'data-testid': 'order-row',
					'data-life': order.life,
					'data-client-order-id': order.clientOrderId,
				})}
				testId="orders-table"
				empty={<Empty text={t('blotter.noOrders')} />}
				cardHeight={92}
				card={(order) => (
					<>
						<div className="t-card-line">
							<b>{order.instrument?.symbol}</b> <SideWord side={order.side} /> {format.number(order.quantity)}
							<span className="t-card-end">
								{t(`type.${order.type}`)} {order.price !== null && <b>{priceText(order)}</b>}
							</span>
						</div>
						<div className="t-card-line t-card-state">
							<Status tone={lifeTone(order.life)}>{t(lifeWord(order.life))}</Status>{' '}
							<span className="muted">{format.time(order.createdAt)}</span>
						</div>
						<div className="t-note muted">{noteOf(order, t, code)}</div>
					</>
				)}
				tools={
					<>
						<select
							className="t-small"
							aria-label={t('blotter.which')}
							value={which}
							onChange={(event) => setWhich(event.target.value === 'open' ? 'open' : event.target.value === 'done' ? 'done' : 'all')}
							data-testid="orders-which"
						>
							<option value="all">{t('blotter.all')}</option>
							<option value="open">{t('blotter.open')}</option>
							<option value="done">{t('blotter.done')}</option>
						</select>
						{data.hasOlder && (
							<Button size="s" tone="quiet" busy={loading} onClick={() => void older()} testId="orders-older">
								{t('blotter.older')}
							</Button>
						)}
					</>
				}
			/>
			{amended && <AmendDialog order={amended} onClose={() => setAmended(undefined)} />}
			<OrderDetail orderId={detail} onClose={() => setDetail(undefined)} />
		</>
	);
}

export function SideWord({ side }: { side: 'BUY' | 'SELL' }) {
	const { t } = useLook();
	return <span className={side === 'BUY' ? 'up' : 'down'}>{t(side === 'BUY' ? 'trade.buy' : 'trade.sell')}</span>;
}
