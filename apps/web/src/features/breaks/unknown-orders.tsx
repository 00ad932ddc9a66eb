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
import { useMeridian, useQuery } from '../shell/session';
import { useReloadOn } from './use-reload-on';

export function UnknownOrders() {
	const { may } = useMeridian();
	const { t, code, format } = useLook();
	const notKnown = ({ pending }: Order) => code('unknown', pending, t('unknown.fate'));
	const { data, failure, reload } = useQuery<{ unknownOrders: Order[] }>(documents.unknownOrders);
	const again = useCallback(() => void reload(), [reload]);
	useReloadOn([documents.ordersMoved], { reload: again, everyMs: 500 });
	const acts = useAct(again);
	return (
		<Panel
			title={
				<>
					{t('unknown.title')} <Help name={t('unknown.title')} text={t('unknown.help')} />
				</>
			}
			label={t('unknown.title')}
			flush
			testId="unknown-orders"
		>
			{acts.failure !== '' && <Notice tone="bad">{acts.failure}</Notice>}
			{failure !== '' && <Failure text={failure} onRetry={again} />}
			{data === undefined && failure === '' && <Loading rows={2} />}
			{data && (
				<Table
					label={t('unknown.title')}
					rows={data.unknownOrders}
					keyOf={({ id }) => id}
					rowTestId="unknown-order"
					empty={<Empty icon="ok" title={t('unknown.none')} />}
					columns={[
						{ id: 'order', title: t('unknown.order'), value: ({ clientOrderId }) => clientOrderId },
						{
							id: 'what',
							title: t('unknown.what'),
							value: notKnown,
							cell: (order) => <Status tone="unknown">{notKnown(order)}</Status>,
						},
						{ id: 'side', title: t('unknown.side'), value: ({ side }) => code('side', side) },
						{ id: 'qty', title: t('unknown.quantity'), numeric: true, value: ({ quantity }) => format.number(quantity) },
						{ id: 'symbol', title: t('unknown.instrument'), value: ({ instrument }) => instrument?.symbol ?? '–' },
						{
							id: 'reserved',
							title: t('unknown.reserved'),
							numeric: true,
							value: ({ reservedQuantity }) => format.number(reservedQuantity),
						},
						{ id: 'since', title: t('unknown.since'), value: ({ updatedAt }) => format.dateTime(updatedAt) },
					]}
					actions={(order) =>
						may('ORDER_CANCEL') && (
							<Button size="s" disabled={acts.busy} onClick={() => void acts.act(documents.cancel, { input: { orderId: order.id } })}>
								{t('unknown.cancel')}
							</Button>
						)
					}
				/>
			)}
		</Panel>
	);
}
