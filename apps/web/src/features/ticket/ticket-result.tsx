import type { Denial, Order } from '../../lib/types';
import { DenialText } from './denial-text';

export type PlaceAnswer = { __typename: string; message?: string; denial?: Denial; order?: Order; duplicate?: boolean };
type Props = { answer: PlaceAnswer; clientOrderId: string; onAskAgain: () => void };

/** What the platform said, in full. An unknown outcome is told as unknown and is asked about again under the same id. */
export function TicketResult({ answer, clientOrderId, onAskAgain }: Props) {
	if (answer.order && answer.__typename === 'PlaceOrderSuccess') {
		return (
			<div className="box good" role="status" data-testid="ticket-result">
				Order {answer.order.orderId} {answer.duplicate ? 'is the same order as before' : 'taken'}: {answer.order.life.toLowerCase()}
			</div>
		);
	}
	if (answer.denial) {
		return (
			<div className="box bad" role="alert" data-testid="ticket-result">
				<DenialText denial={answer.denial} />
			</div>
		);
	}
	if (answer.__typename === 'OrderOutcomeUnknown' || answer.__typename === 'NoAnswer') {
		return (
			<div className="box unknown" role="alert" data-testid="ticket-result">
				<b>The outcome of this order is unknown.</b>
				<span>It may or may not exist. Do not send a new one; ask again for the same order.</span>
				<span className="muted">{clientOrderId}</span>
				<button type="button" onClick={onAskAgain}>
					Ask again
				</button>
			</div>
		);
	}
	return (
		<div className="box bad" role="alert" data-testid="ticket-result">
			{answer.message ?? answer.__typename}
		</div>
	);
}
