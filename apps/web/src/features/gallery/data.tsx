'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { Chart, Sparkline } from '../../design/chart/charts';
import type { Series } from '../../design/chart/scale';
import { Gauge } from '../../design/gauge';
import { DataGrid, type GridColumn } from '../../design/grid/data-grid';
import { RowStore } from '../../design/grid/row-store';
import { Grid } from '../../design/panel';
import { Table } from '../../design/table';

type Row = { id: string; symbol: string; lots: string; pnl: string };
const symbols = ['EURUSD', 'GBPUSD', 'USDJPY', 'AUDUSD'] as const;
const rowOf = (n: number): Row => ({
	...{ id: String(n), symbol: symbols[n % 4] ?? '', lots: ((n % 50) / 10 + 0.1).toFixed(2) },
	pnl: (((n * 7919) % 2001) / 10 - 100).toFixed(2),
});
const columns: readonly GridColumn<Row>[] = [
	{ id: 'id', title: 'Order', width: 90, numeric: true, value: ({ id }) => id },
	{ id: 'symbol', title: 'Instrument', width: 120, value: ({ symbol }) => symbol },
	{ id: 'lots', title: 'Lots', width: 90, numeric: true, value: ({ lots }) => lots },
	{ id: 'pnl', title: 'P&L', width: 110, numeric: true, value: ({ pnl }) => pnl },
];
const keyOf = ({ id }: Row) => id;
const wave = (phase: number): Series['points'] =>
	Array.from({ length: 60 }, (_, x) => ({ x: 1_700_000_000_000 + x * 60_000, y: 10_000 + Math.sin(x / 7 + phase) * 220 + x * 4 }));

export function Data() {
	const [store] = useState(() => {
		const made = new RowStore(keyOf);
		made.replace(Array.from({ length: 10_000 }, (_, n) => rowOf(n)));
		return made;
	});
	return (
		<>
			<h3>Ten thousand rows</h3>
			<div className="m-gallery-grid">
				<DataGrid
					label="Ten thousand orders"
					name="gallery"
					store={store}
					columns={columns}
					keyOf={keyOf}
					sort={{ column: 'id', down: true }}
					card={({ id, symbol, lots, pnl }) => (
						<>
							<b>{symbol}</b> {lots} lots <span className="muted">order {id}</span>
							<div>P&L {pnl}</div>
						</>
					)}
					cardHeight={64}
					actions={() => <Button size="s">Amend</Button>}
				/>
			</div>
			<h3>A short table</h3>
			<Table
				label="Four positions"
				columns={columns}
				rows={[0, 1, 2, 3].map(rowOf)}
				keyOf={keyOf}
				actions={() => <Button size="s">Close</Button>}
			/>
			<h3>Limits in use</h3>
			<Grid min={240}>
				<Gauge label="Order size" used={12} limit={50} />
				<Gauge label="Gross exposure" used={4_300_000} limit={5_000_000} />
				<Gauge label="Orders a minute" used={60} limit={60} />
			</Grid>
			<div className="m-gallery-charts">
				<Chart label="Equity over time" kind="area" series={[{ name: 'Equity', tone: 'accent', points: wave(0) }]} />
				<Chart
					label="Two lines"
					series={[
						{ name: 'Balance', tone: 'muted', points: wave(1) },
						{ name: 'Equity', tone: 'up', points: wave(2) },
					]}
				/>
				<Chart
					label="Denials by hour"
					kind="bars"
					series={[{ name: 'Denials', tone: 'warn', points: [3, 1, 0, 7, 4, 2, 9].map((y, x) => ({ x, y })) }]}
					xText={(x) => `${x.toFixed(0)} h`}
				/>
				<div>
					<Sparkline points={[1, 3, 2, 5, 4, 7]} /> <Sparkline points={[7, 5, 6, 3, 4, 1]} />
				</div>
			</div>
		</>
	);
}
