import type { ReactNode } from 'react';
import type { Denial, Order } from '../../lib/types';
import { DenialNumbers } from './denial-numbers';

export type PlaceAnswer = { __typename: string; message?: string; denial?: Denial; order?: Order; duplicate?: boolean };
type Props = { answer: PlaceAnswer; orders: readonly Order[]; clientOrderId: string; onAskAgain: () => void };

/** What the platform said, in full. An unknown outcome is told as unknown and is asked about again under the same id. */
export function TicketResult({ answer, orders, clientOrderId, onAskAgain }: Props) {
	const { order, denial } = answer;
	if (order && answer.__typename === 'PlaceOrderSuccess')
		return <OrderNow order={orders.find(({ orderId }) => orderId === order.orderId) ?? order} duplicate={answer.duplicate === true} />;
	if (denial) {
		return (
			<Box tone="bad">
				<b>Denied: {denial.message}</b>
				<span>{denial.remedy}</span>
				<DenialNumbers denial={denial} />
			</Box>
		);
	}
	if (answer.__typename === 'OrderOutcomeUnknown' || answer.__typename === 'NoAnswer') {
		return (
			<Box tone="unknown">
				<b>The outcome of this order is unknown.</b>
				<span>It may or may not exist. Do not send a new one; ask again for the same order.</span>
				<span className="muted">{clientOrderId}</span>
				<button type="button" onClick={onAskAgain}>
					Ask again
				</button>
			</Box>
		);
	}
	return <Box tone="bad">{answer.message ?? answer.__typename}</Box>;
}

/** An order that was taken, as it is by now: what was true when it was sent may not be true any more. */
function OrderNow({ order, duplicate }: { order: Order; duplicate: boolean }) {
	const name = `Order ${order.orderId}${duplicate ? ', the same as before,' : ''}`;
	switch (order.life) {
		case 'INITIALIZED':
		case 'SUBMITTED':
			return <Box tone="good">{name} is on its way to the broker.</Box>;
		case 'HELD':
			return <Box tone="good">{name} waits for a second person to approve it.</Box>;
		case 'ACCEPTED':
		case 'TRIGGERED':
			return (
				<Box tone="good">
					{order.waitsFor === null ? `${name} works at the broker.` : `${name} waits here, at the platform, not at the broker.`}
				</Box>
			);
		case 'FILLED':
			return (
				<Box tone="good">
					{name} is filled: {order.filledQuantity} at {order.averagePrice ?? '–'}.
				</Box>
			);
		case 'UNKNOWN':
			return (
				<Box tone="unknown">
					<b>The fate of order {order.orderId} is unknown.</b>
					<span>The broker has not answered. {order.reservedQuantity} lots stay reserved, and it is not sent again.</span>
					<span>Do not send it anew: it is settled when the line is back.</span>
				</Box>
			);
		case 'NOT_SENT':
			return <Box tone="bad">{name} never reached the terminal: nothing was traded.</Box>;
		default:
			return (
				<Box tone="bad">
					{name} is {order.life.toLowerCase()}
					{order.retcode ? ` by the broker (retcode ${order.retcode})` : ''}.
				</Box>
			);
	}
}

function Box({ tone, children }: { tone: 'good' | 'bad' | 'unknown'; children: ReactNode }) {
	return (
		<div className={`box ${tone}`} role={tone === 'good' ? 'status' : 'alert'} data-testid="ticket-result">
			{children}
		</div>
	);
}
