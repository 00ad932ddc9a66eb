'use client';

import { useMemo } from 'react';
import { DataGrid, type GridColumn } from '../../../design/grid/data-grid';
import { useLook } from '../../../design/look-context';
import { Empty } from '../../../design/state';
import { sign } from '../../../lib/format';
import type { Execution } from '../../../lib/types';
import { useDesk } from '../desk-context';
import { dealWord } from '../words';

const keyOf = ({ id }: Execution) => id;

/** Every deal as the broker told it, with its money. */
export function ExecutionsGrid() {
	const { t, code, format } = useLook();
	const { data, accounts } = useDesk();
	const columns = useMemo<readonly GridColumn<Execution>[]>(
		() => [
			{ id: 'booked', title: t('col.time'), width: 84, steady: true, value: (e) => e.bookedAt, cell: (e) => format.time(e.bookedAt) },
			{
				id: 'symbol',
				title: t('col.symbol'),
				width: 90,
				value: (e) => e.instrument?.symbol ?? null,
				cell: (e) => <b>{e.instrument?.symbol ?? '–'}</b>,
			},
			{ id: 'type', title: t('col.type'), width: 150, value: (e) => dealWord(e, { t, code }) },
			{ id: 'lots', title: t('col.lots'), width: 74, numeric: true, value: (e) => e.quantity, cell: (e) => format.number(e.quantity) },
			{ id: 'price', title: t('col.price'), width: 96, numeric: true, value: (e) => e.price },
			{
				...{ id: 'profit', title: t('col.profit'), width: 100, numeric: true, value: (e: Execution) => e.profit },
				cell: (e) => <span className={sign(e.profit)}>{format.signed(e.profit)}</span>,
			},
			{ id: 'commission', title: t('col.commission'), width: 96, numeric: true, value: (e) => e.commission },
			{ id: 'swap', title: t('col.swap'), width: 70, numeric: true, value: (e) => e.swap, hidden: true },
			{ id: 'deal', title: t('col.deal'), width: 90, numeric: true, value: (e) => e.dealTicket },
			{ id: 'order', title: t('col.order'), width: 80, numeric: true, value: (e) => e.orderId },
			{ id: 'account', title: t('col.account'), width: 152, value: (e) => accounts.find(({ id }) => id === e.account.id)?.name ?? '' },
		],
		[t, code, format, accounts],
	);
	return (
		<DataGrid
			label={t('blotter.executions')}
			name="executions"
			store={data.executions}
			columns={columns}
			keyOf={keyOf}
			sort={{ column: 'booked', down: true }}
			marks={() => ({ 'data-testid': 'execution-row' })}
			testId="executions-table"
			empty={<Empty text={t('blotter.noExecutions')} />}
			cardHeight={70}
			card={(e) => (
				<>
					<div className="t-card-line">
						<b>{e.instrument?.symbol ?? code('deal', e.type)}</b> {dealWord(e, { t, code })} {format.number(e.quantity)} @ {e.price}
					</div>
					<div className="t-card-line">
						<span className={sign(e.profit)}>{format.signed(e.profit)}</span> <span className="muted">{format.time(e.bookedAt)}</span>
					</div>
				</>
			)}
		/>
	);
}
