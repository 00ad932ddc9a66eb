'use client';

import type { ReactNode } from 'react';
import { useLook } from '../../../design/look-context';
import { Empty, Failure, Loading } from '../../../design/state';
import { Table } from '../../../design/table';
import { documents } from '../../../lib/documents';
import { sign } from '../../../lib/format';
import type { StrategyPosition } from '../../../lib/types';
import { useQuery } from '../../shell/session';
import { useDesk } from '../desk-context';
import { SideWord } from './orders-grid';

const everyMs = 2_000;

/** What each strategy holds of the positions, and what orders of none do; worth anew every two seconds. */
export function StrategySums({ tools }: { tools: ReactNode }) {
	const { t, format } = useLook();
	const { accounts } = useDesk();
	const { data, failure, reload } = useQuery<{ strategyPositions: readonly StrategyPosition[] }>(documents.strategyPositions, { everyMs });
	return (
		<div className="m-data">
			<div className="m-data-tools">{tools}</div>
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			{data === undefined && failure === '' && <Loading />}
			{data && (
				<Table
					label={t('blotter.by.strategy')}
					rows={data.strategyPositions}
					keyOf={({ id }) => id}
					testId="strategy-sums"
					rowTestId="strategy-position"
					empty={<Empty text={t('blotter.noPositions')} />}
					columns={[
						{
							...{ id: 'strategy', title: t('col.strategy'), value: ({ strategyName }: StrategyPosition) => strategyName },
							cell: ({ strategyName }) => (strategyName === null ? t('blotter.noStrategy') : <b>{strategyName}</b>),
						},
						{ id: 'symbol', title: t('col.symbol'), value: ({ instrument }) => instrument.symbol },
						{ id: 'side', title: t('col.side'), value: ({ side }) => side, cell: ({ side }) => <SideWord side={side} /> },
						{ id: 'lots', title: t('col.lots'), numeric: true, value: ({ quantity }) => format.number(quantity) },
						{ id: 'open', title: t('col.openPrice'), numeric: true, value: ({ averagePrice }) => averagePrice },
						{ id: 'now', title: t('col.price'), numeric: true, value: ({ currentPrice }) => currentPrice },
						{
							...{ id: 'pnl', title: t('col.pnl'), numeric: true, value: ({ unrealisedPnl }: StrategyPosition) => unrealisedPnl },
							cell: ({ unrealisedPnl }) => <span className={sign(unrealisedPnl)}>{format.signed(unrealisedPnl)}</span>,
						},
						{ id: 'account', title: t('col.account'), value: ({ account }) => accounts.find(({ id }) => id === account.id)?.name ?? '' },
					]}
				/>
			)}
		</div>
	);
}
