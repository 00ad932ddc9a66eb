'use client';

import { useCallback, useState } from 'react';
import { Gauge } from '../../design/gauge';
import { useLook } from '../../design/look-context';
import { Page, Panel } from '../../design/panel';
import { Empty, Failure, Loading } from '../../design/state';
import { Table } from '../../design/table';
import { Tabs } from '../../design/tabs';
import { documents } from '../../lib/documents';
import { useQuery } from '../shell/session';
import { Denials } from './denials';
import { Kill } from './kill';
import { type Group, groupRows, type RiskData } from './model';
import './risk.css';
import { useReloadOn } from './use-live';

const levels = [
	{ id: 'ACCOUNT', label: 'Accounts' },
	{ id: 'DESK', label: 'Desks' },
	{ id: 'INSTRUMENT', label: 'Instruments' },
] as const satisfies readonly { id: Group['level']; label: string }[];

/** What the house is exposed to, how much of its limits is in use, and the switch that stops it. */
export function Risk() {
	const { data, failure, reload } = useQuery<RiskData>(documents.risk, { everyMs: 5_000 });
	const again = useCallback(() => void reload(), [reload]);
	useReloadOn([documents.ordersMoved, documents.positionsMoved], { reload: again, everyMs: 1_000 });
	return (
		<Page title="Risk" wide>
			{failure !== '' && <Failure text={failure} onRetry={again} />}
			{data === undefined && failure === '' && <Loading rows={6} label="Reading the exposure" />}
			{data && (
				<>
					<div className="two">
						<Kill data={data} reload={again} />
						<Currencies data={data} />
					</div>
					<Groups data={data} />
					<Denials />
				</>
			)}
		</Page>
	);
}

function Currencies({ data }: { data: RiskData }) {
	const { format } = useLook();
	const { currencies } = data.exposure;
	const most = Math.max(1, ...currencies.map(({ net }) => Math.abs(Number(net))));
	return (
		<Panel title="Exposure by currency" flush testId="currencies">
			<Table
				label="Exposure by currency"
				rows={currencies}
				keyOf={({ currency }) => currency}
				rowTestId="currency"
				empty={<Empty icon="risk" title="No open positions" text="Every position is counted here in both of its currencies." />}
				columns={[
					{ id: 'currency', title: 'Currency', value: ({ currency }) => currency },
					{
						id: 'net',
						title: 'Net',
						numeric: true,
						value: ({ net }) => net,
						cell: ({ net }) => (
							<span className="bar-cell">
								<i style={{ width: `${(Math.abs(Number(net)) / most) * 100}%` }} aria-hidden="true" />
								{format.signed(net)}
							</span>
						),
					},
					{ id: 'gross', title: 'Gross', numeric: true, value: ({ gross }) => format.number(gross) },
				]}
			/>
		</Panel>
	);
}

function Groups({ data }: { data: RiskData }) {
	const { format } = useLook();
	const [level, setLevel] = useState<Group['level']>('ACCOUNT');
	const money = (value: string | null) => (value === null ? 'no quote' : format.number(value));
	return (
		<Panel title={`Exposure in ${data.exposure.currency}`} flush testId="exposure">
			<Tabs label="Exposure by" tabs={levels} value={level} onChange={setLevel}>
				<Table
					label="Exposure"
					rows={groupRows(data, level)}
					keyOf={({ level: at, subjectId }) => `${at} ${subjectId}`}
					rowTestId="exposure-row"
					empty={<Empty icon="risk" title="Nothing held, and no limit in use" />}
					columns={[
						{ id: 'name', title: 'Name', value: ({ name }) => name },
						{ id: 'positions', title: 'Positions', numeric: true, value: ({ positions }) => positions },
						{ id: 'long', title: 'Long', numeric: true, value: ({ long }) => money(long) },
						{ id: 'short', title: 'Short', numeric: true, value: ({ short }) => money(short) },
						{ id: 'net', title: 'Net', numeric: true, value: ({ net }) => (net === null ? 'no quote' : format.signed(net)) },
						{
							id: 'limits',
							title: 'Limits in use',
							width: 320,
							value: ({ gauges }) => gauges.map(({ name, used, limit }) => `${name} ${used} of ${limit}`).join(', '),
							cell: ({ gauges }) => gauges.map(({ name, used, limit }) => <Gauge key={name} label={name} used={used} limit={limit} />),
						},
					]}
				/>
			</Tabs>
		</Panel>
	);
}
