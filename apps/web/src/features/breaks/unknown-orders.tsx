import { useCallback } from 'react';
import { Button } from '../../design/button';
import { Help } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Empty, Failure, Loading, Notice } from '../../design/state';
import { Status } from '../../design/status';
import { Table } from '../../design/table';
import { documents } from '../../lib/documents';
import type { Order } from '../../lib/types';
import { useAct } from '../risk/use-act';
import { useReloadOn } from '../risk/use-live';
import { useMeridian, useQuery } from '../shell/session';

const help =
	'The line was cut while a request was on its way, and nothing yet says whether the venue has it. Its exposure stays reserved, it is never sent again by itself, and only evidence of the venue ends this: it comes with the terminal’s next whole picture.';
const changes: Readonly<Record<string, string>> = {
	NEW_UNKNOWN: 'the order itself',
	REPLACE_UNKNOWN: 'a change of its terms',
	CANCEL_UNKNOWN: 'its cancel',
};

export function UnknownOrders() {
	const { may } = useMeridian();
	const { format } = useLook();
	const { data, failure, reload } = useQuery<{ unknownOrders: Order[] }>(documents.unknownOrders);
	const again = useCallback(() => void reload(), [reload]);
	useReloadOn([documents.ordersMoved], { reload: again, everyMs: 500 });
	const acts = useAct(again);
	return (
		<Panel
			title={
				<>
					UNKNOWN orders <Help name="UNKNOWN orders" text={help} />
				</>
			}
			label="UNKNOWN orders"
			flush
			testId="unknown-orders"
		>
			{acts.failure !== '' && <Notice tone="bad">{acts.failure}</Notice>}
			{failure !== '' && <Failure text={failure} onRetry={again} />}
			{data === undefined && failure === '' && <Loading rows={2} />}
			{data && (
				<Table
					label="UNKNOWN orders"
					rows={data.unknownOrders}
					keyOf={({ id }) => id}
					rowTestId="unknown-order"
					empty={<Empty icon="ok" title="The fate of every order is known" />}
					columns={[
						{ id: 'order', title: 'Order', value: ({ clientOrderId }) => clientOrderId },
						{
							id: 'what',
							title: 'Not known',
							value: ({ pending }) => changes[pending] ?? 'its fate',
							cell: ({ pending }) => <Status tone="unknown">{changes[pending] ?? 'its fate'}</Status>,
						},
						{ id: 'side', title: 'Side', value: ({ side }) => side },
						{ id: 'qty', title: 'Quantity', numeric: true, value: ({ quantity }) => format.number(quantity) },
						{ id: 'symbol', title: 'Instrument', value: ({ instrument }) => instrument?.symbol ?? '–' },
						{ id: 'reserved', title: 'Reserved', numeric: true, value: ({ reservedQuantity }) => format.number(reservedQuantity) },
						{ id: 'since', title: 'Since', value: ({ updatedAt }) => format.dateTime(updatedAt) },
					]}
					actions={(order) =>
						may('ORDER_CANCEL') && (
							<Button size="s" disabled={acts.busy} onClick={() => void acts.act(documents.cancel, { input: { orderId: order.id } })}>
								Cancel
							</Button>
						)
					}
				/>
			)}
		</Panel>
	);
}
