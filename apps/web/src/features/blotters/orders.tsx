import { clock } from '../../lib/format';
import type { Order } from '../../lib/types';

type Props = {
	rows: Order[];
	accountName: (id: string) => string;
	onCancel: ((order: Order) => void) | undefined;
	onDecide: ((order: Order, approved: boolean) => void) | undefined;
};
const open = new Set(['HELD', 'ACCEPTED', 'TRIGGERED', 'UNKNOWN', 'SUBMITTED']);
const waiting = {
	PRICE: 'The platform waits for its price',
	OPEN: 'The platform waits for the opening',
	CLOSE: 'The platform waits for the close',
	PARENT: 'Waits until the order before it is filled',
	APPROVAL: 'Waits for a second person',
} as const;

function termsOf({ type, price, limitPrice }: Order): string {
	if (type === 'MARKET') return 'market';
	const words = type === 'LIMIT' ? '' : `${type.toLowerCase().replaceAll('_', ' ')} `;
	return `${words}@ ${price ?? '–'}${limitPrice === null ? '' : ` / ${limitPrice}`}`;
}

function note(order: Order): string {
	if (order.life === 'UNKNOWN')
		return `Fate unknown until the broker answers. ${order.reservedQuantity} lots stay reserved; it is not sent again.`;
	if (order.life === 'NOT_SENT') return 'Never reached the terminal: nothing was traded.';
	if (order.life === 'PRESUMED_ABSENT') return 'Left no trace at the broker for so long that it is taken for absent.';
	if (order.waitsFor !== null) return waiting[order.waitsFor];
	if (order.denial) return `${order.denial.message} (${order.denial.code})`;
	if (order.pending === 'REPLACE_SENT') return 'New terms on their way';
	if (order.pending === 'REPLACE_UNKNOWN') return 'New terms sent, their answer is unknown: either may be in force';
	if (order.pending === 'CANCEL_SENT') return 'Cancel on its way';
	if (order.pending === 'CANCEL_UNKNOWN') return 'Cancel sent, its answer is unknown';
	return order.retcode ? `Broker retcode ${order.retcode}` : '';
}

export function Orders({ rows, accountName, onCancel, onDecide }: Props) {
	if (rows.length === 0)
		return (
			<div className="empty" data-testid="orders-table">
				No orders yet.
			</div>
		);
	return (
		<table data-testid="orders-table">
			<thead>
				<tr>
					<th>Time</th>
					<th>State</th>
					<th>Symbol</th>
					<th>Account</th>
					<th>Order</th>
					<th className="num">Filled</th>
					<th className="num">Reserved</th>
					<th className="num">Avg price</th>
					<th>Note</th>
					<th />
				</tr>
			</thead>
			<tbody>
				{rows.map((o) => (
					<tr key={o.id} data-testid="order-row" data-life={o.life} data-client-order-id={o.clientOrderId}>
						<td className="muted">{clock(o.createdAt)}</td>
						<td>
							<span className={`badge ${o.life}`}>{o.life.replace('_', ' ')}</span>
						</td>
						<td>
							<b>{o.instrument?.symbol ?? '?'}</b>
						</td>
						<td className="muted">{accountName(o.account.id)}</td>
						<td>
							<span className={o.side === 'BUY' ? 'up' : 'down'}>{o.side}</span> {o.quantity} {termsOf(o)}
							{o.emulated.length > 0 && (
								<small className="muted" title={`The platform does this, not the broker: ${o.emulated.join(', ').toLowerCase()}`}>
									{' '}
									emulated
								</small>
							)}
						</td>
						<td className="num" data-name="filled">
							{o.filledQuantity}
						</td>
						<td className="num" data-name="reserved">
							{o.reservedQuantity}
						</td>
						<td className="num" data-name="avg">
							{o.averagePrice ?? '–'}
						</td>
						<td className="muted note" title={note(o)}>
							{note(o)}
						</td>
						<td className="num action">
							{o.life === 'HELD' && onDecide && (
								<>
									<button type="button" className="small" onClick={() => onDecide(o, true)} data-testid="order-approve">
										Approve
									</button>{' '}
									<button type="button" className="small" onClick={() => onDecide(o, false)} data-testid="order-refuse">
										Refuse
									</button>{' '}
								</>
							)}
							{open.has(o.life) && (o.type !== 'MARKET' || o.waitsFor !== null) && (
								<button type="button" className="small" disabled={!onCancel} onClick={() => onCancel?.(o)} data-testid="order-cancel">
									Cancel
								</button>
							)}
						</td>
					</tr>
				))}
			</tbody>
		</table>
	);
}
