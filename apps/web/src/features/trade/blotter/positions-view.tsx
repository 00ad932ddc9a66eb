'use client';

import { useMemo, useState } from 'react';
import { Button } from '../../../design/button';
import { DataGrid, type GridColumn } from '../../../design/grid/data-grid';
import { Icon } from '../../../design/icons';
import { LiveText } from '../../../design/live-text';
import { useLook } from '../../../design/look-context';
import { Menu } from '../../../design/menu';
import { Empty } from '../../../design/state';
import { sign } from '../../../lib/format';
import type { Position } from '../../../lib/types';
import { useDesk } from '../desk-context';
import { SideWord } from './orders-grid';
import { usePositionActs } from './position-acts';
import { PositionDialog, type PositionDialogKind } from './position-dialogs';
import { type Grouping, PositionSums } from './position-sums';
import { StrategySums } from './strategy-sums';

const keyOf = ({ id }: Position) => id;
/** All but its price and its result, which move with every quote. */
const faceOf = (p: Position): string =>
	[
		...[p.account.id, p.instrument.id, p.instrument.symbol, p.ticket, p.side, p.quantity, p.averagePrice, p.stopLoss, p.takeProfit],
		...[p.swap, p.realisedPnl, p.openedAt],
	].join('\n');
const priceFace = { text: (p: Position) => p.currentPrice ?? '–' };
const groupings = ['ticket', 'instrument', 'strategy', 'account'] as const satisfies readonly Grouping[];

/** Open positions with their live result; close is one press, the rest behind the menu of the row. */
export function PositionsView({ mayClose, mayTrade }: { mayClose: boolean; mayTrade: boolean }) {
	const { t, format } = useLook();
	const { data, accounts } = useDesk();
	const acts = usePositionActs();
	const [grouping, setGrouping] = useState<Grouping>('ticket');
	const [dialog, setDialog] = useState<{ kind: PositionDialogKind; position: Position }>();
	const pnlFace = useMemo(
		() => ({ text: (p: Position) => format.signed(p.unrealisedPnl), tone: (p: Position) => sign(p.unrealisedPnl) }),
		[format],
	);
	const columns = useMemo<readonly GridColumn<Position>[]>(
		() => [
			{
				id: 'symbol',
				title: t('col.symbol'),
				width: 76,
				steady: true,
				value: (p) => p.instrument.symbol,
				cell: (p) => <b>{p.instrument.symbol}</b>,
			},
			{ id: 'ticket', title: t('col.ticket'), width: 70, numeric: true, steady: true, value: (p) => p.ticket },
			{ id: 'side', title: t('col.side'), width: 58, value: (p) => p.side, cell: (p) => <SideWord side={p.side} /> },
			{ id: 'lots', title: t('col.lots'), width: 58, numeric: true, value: (p) => p.quantity },
			{ id: 'open', title: t('col.openPrice'), width: 82, numeric: true, value: (p) => p.averagePrice },
			{ id: 'now', title: t('col.price'), width: 78, numeric: true, value: (p) => p.currentPrice, live: priceFace },
			{
				...{ id: 'pnl', title: t('col.pnl'), width: 88, numeric: true, value: (p: Position) => p.unrealisedPnl },
				live: { ...pnlFace, testId: 'position-pnl' },
			},
			{ id: 'sl', title: t('trade.stopLoss'), width: 78, numeric: true, value: (p) => stop(p.stopLoss) },
			{ id: 'tp', title: t('trade.takeProfit'), width: 82, numeric: true, value: (p) => stop(p.takeProfit) },
			{ id: 'swap', title: t('col.swap'), width: 70, numeric: true, value: (p) => p.swap, hidden: true },
			{ id: 'realised', title: t('account.realised'), width: 90, numeric: true, value: (p) => p.realisedPnl, hidden: true },
			{ id: 'opened', title: t('col.opened'), width: 84, steady: true, value: (p) => p.openedAt, cell: (p) => format.time(p.openedAt) },
			{ id: 'account', title: t('col.account'), width: 152, value: (p) => accounts.find(({ id }) => id === p.account.id)?.name ?? '' },
		],
		[t, format, accounts, pnlFace],
	);
	const actions = (position: Position) => {
		const hedging = accounts.find(({ id }) => id === position.account.id)?.mode === 'HEDGING';
		const opens = (kind: PositionDialogKind) => () => setDialog({ kind, position });
		return (
			<>
				<Button size="s" disabled={!mayClose} onClick={() => void acts.close(position)} testId="position-close">
					{t('act.close')}
				</Button>
				<Menu
					label={t('act.more', { name: `${position.instrument.symbol} ${position.ticket}` })}
					trigger={<Icon name="more" size={15} />}
					testId="position-more"
					items={[
						{ id: 'stops', label: t('act.stops'), icon: 'target', disabled: !mayTrade, testId: 'position-stops', run: opens('stops') },
						{
							id: 'partial',
							label: t('act.partial'),
							icon: 'close',
							disabled: !mayClose,
							testId: 'position-partial',
							run: opens('partial'),
						},
						{
							id: 'reverse',
							label: t('act.reverse'),
							icon: 'reverse',
							disabled: !mayTrade,
							testId: 'position-reverse',
							run: opens('reverse'),
						},
						...(hedging
							? [
									{
										id: 'by',
										label: t('act.closeBy'),
										icon: 'breaks' as const,
										disabled: !mayClose,
										testId: 'position-close-by',
										run: opens('closeBy'),
									},
								]
							: []),
					]}
				/>
			</>
		);
	};
	const tools = (
		<select
			className="t-small"
			aria-label={t('blotter.grouping')}
			value={grouping}
			onChange={(event) => setGrouping(groupings.find((one) => one === event.target.value) ?? 'ticket')}
			data-testid="positions-grouping"
		>
			{groupings.map((one) => (
				<option key={one} value={one}>
					{t(`blotter.by.${one}`)}
				</option>
			))}
		</select>
	);
	return (
		<>
			{grouping === 'ticket' ? (
				<DataGrid
					label={t('blotter.positions')}
					name="positions"
					store={data.positions}
					columns={columns}
					keyOf={keyOf}
					faceOf={faceOf}
					sort={{ column: 'symbol', down: false }}
					actions={actions}
					onOpen={(position) => mayTrade && setDialog({ kind: 'stops', position })}
					marks={(position) => ({
						'data-testid': 'position-row',
						'data-symbol': position.instrument.symbol,
						'data-ticket': position.ticket,
					})}
					testId="positions-table"
					empty={<Empty text={t('blotter.noPositions')} />}
					tools={tools}
					cardHeight={76}
					card={(p) => (
						<>
							<div className="t-card-line">
								<b>{p.instrument.symbol}</b> <SideWord side={p.side} /> {p.quantity} @ {p.averagePrice}
							</div>
							<div className="t-card-line">
								<b>
									<LiveText source={data.positions} id={p.id} face={pnlFace} testId="position-pnl" />
								</b>{' '}
								<span className="muted">#{p.ticket}</span>
							</div>
						</>
					)}
				/>
			) : grouping === 'strategy' ? (
				<StrategySums tools={tools} />
			) : (
				<PositionSums grouping={grouping} tools={tools} />
			)}
			{dialog && <PositionDialog {...dialog} onClose={() => setDialog(undefined)} />}
		</>
	);
}

/** The books have 0 where there is none. */
export const stop = (price: string | null): string | null => (price === null || Number(price) === 0 ? null : price);
