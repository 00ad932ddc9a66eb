import { Button } from '../../design/button';
import { Row } from '../../design/panel';
import { Empty, Failure, Loading, Notice, type NoticeTone, Offline } from '../../design/state';
import { Status, type StatusTone } from '../../design/status';

const notices: readonly (readonly [NoticeTone, string])[] = [
	['info', 'A copy of the demo: nothing here is real money.'],
	['good', 'Order 17 is filled: 0.50 at 1.10254.'],
	['warn', 'The terminal is reconnecting; new orders wait.'],
	['bad', 'Denied: the order is larger than the limit of the account. Ask for 0.50 lots or less.'],
	['unknown', 'The outcome of this order is unknown. It stays reserved and is not sent again.'],
];
const states: readonly (readonly [StatusTone, string])[] = [
	['good', 'Filled'],
	['info', 'Working'],
	['wait', 'Reconciling'],
	['bad', 'Rejected'],
	['unknown', 'Unknown'],
	['off', 'Cancelled'],
];

export function Scenery() {
	return (
		<>
			<div className="m-states">
				<div>
					<Empty text="Orders appear here as soon as one is placed." action={<Button size="s">Place an order</Button>} />
				</div>
				<div>
					<Loading rows={4} />
				</div>
				<div>
					<Failure text="Meridian does not answer right now." onRetry={() => undefined} />
				</div>
				<div>
					<Offline />
				</div>
			</div>
			{notices.map(([tone, text]) => (
				<Notice key={tone} tone={tone}>
					{text}
				</Notice>
			))}
			<Row>
				{states.map(([tone, text]) => (
					<Status key={tone} tone={tone}>
						{text}
					</Status>
				))}
			</Row>
		</>
	);
}
