'use client';

import { type ReactNode, useSyncExternalStore } from 'react';
import { useLook } from '../../../design/look-context';
import { Empty } from '../../../design/state';
import { Table } from '../../../design/table';
import { add, sum } from '../../../lib/decimal';
import { sign } from '../../../lib/format';
import type { Position } from '../../../lib/types';
import { useDesk } from '../desk-context';

export type Grouping = 'ticket' | 'instrument' | 'strategy' | 'account';
type Sum = { readonly name: string; readonly count: number; readonly net: string; readonly pnl: string; readonly realised: string };

/** Positions added up. Lots of unlike instruments are not added: by account only their number and result are told. */
export function PositionSums({ grouping, tools }: { grouping: Exclude<Grouping, 'ticket' | 'strategy'>; tools: ReactNode }) {
	const { t, format } = useLook();
	const { data, accounts } = useDesk();
	useSyncExternalStore(data.positions.subscribe, data.positions.version, data.positions.version);
	const nameOf = (position: Position) =>
		grouping === 'instrument' ? position.instrument.symbol : (accounts.find(({ id }) => id === position.account.id)?.name ?? '');
	const groups = new Map<string, Position[]>();
	for (const position of data.positions.all()) groups.set(nameOf(position), [...(groups.get(nameOf(position)) ?? []), position]);
	const rows = [...groups].map(
		([name, positions]): Sum => ({
			name,
			count: positions.length,
			net: positions.reduce((net, { side, quantity }) => add(net, side === 'BUY' ? quantity : `-${quantity}`) ?? net, '0'),
			pnl: sum(positions.map(({ unrealisedPnl }) => unrealisedPnl)),
			realised: sum(positions.map(({ realisedPnl }) => realisedPnl)),
		}),
	);
	return (
		<div className="m-data">
			<div className="m-data-tools">{tools}</div>
			<Table
				label={t('blotter.positions')}
				rows={rows}
				keyOf={({ name }) => name}
				testId="position-sums"
				empty={<Empty text={t('blotter.noPositions')} />}
				columns={[
					{ id: 'name', title: t(`blotter.by.${grouping}`), value: ({ name }) => name, cell: ({ name }) => <b>{name}</b> },
					{ id: 'count', title: t('blotter.positions'), numeric: true, value: ({ count }) => count },
					...(grouping === 'instrument'
						? [{ id: 'net', title: t('col.net'), numeric: true, value: ({ net }: Sum) => format.signed(net) }]
						: []),
					{
						...{ id: 'pnl', title: t('col.pnl'), numeric: true, value: ({ pnl }: Sum) => pnl },
						cell: ({ pnl }) => <span className={sign(pnl)}>{format.signed(pnl)}</span>,
					},
					{ id: 'realised', title: t('account.realised'), numeric: true, value: ({ realised }) => format.signed(realised) },
				]}
			/>
		</div>
	);
}
