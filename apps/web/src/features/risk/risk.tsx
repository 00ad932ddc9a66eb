'use client';

import { useCallback, useState } from 'react';
import { Gauge } from '../../design/gauge';
import { useLook } from '../../design/look-context';
import { Page, Panel } from '../../design/panel';
import { Empty, Failure, Loading } from '../../design/state';
import { Table } from '../../design/table';
import { Tabs } from '../../design/tabs';
import { documents } from '../../lib/documents';
import { useLive } from '../shell/use-live';
import { Denials } from './denials';
import { Kill } from './kill';
import { type Group, groupRows, type RiskData } from './model';
import './risk.css';

const riskOf = ({ risk }: { risk: RiskData }) => risk;
const levels = ['ACCOUNT', 'DESK', 'INSTRUMENT'] as const satisfies readonly Group['level'][];

/** What the house is exposed to, how much of its limits is in use, and the switch that stops it. */
export function Risk() {
	const { t } = useLook();
	const { data, failure, reload } = useLive<{ risk: RiskData }, RiskData>({
		live: documents.riskLive,
		liveOf: riskOf,
		asked: documents.risk,
	});
	const again = useCallback(() => void reload(), [reload]);
	return (
		<Page title={t('risk.title')} wide>
			{failure !== '' && <Failure text={failure} onRetry={again} />}
			{data === undefined && failure === '' && <Loading rows={6} label={t('risk.reading')} />}
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
	const { t, format } = useLook();
	const { currencies } = data.exposure;
	const most = Math.max(1, ...currencies.map(({ net }) => Math.abs(Number(net))));
	return (
		<Panel title={t('risk.byCurrency')} flush testId="currencies">
			<Table
				label={t('risk.byCurrency')}
				rows={currencies}
				keyOf={({ currency }) => currency}
				rowTestId="currency"
				empty={<Empty icon="risk" title={t('risk.noPositions')} text={t('risk.noPositionsText')} />}
				columns={[
					{ id: 'currency', title: t('risk.currency'), value: ({ currency }) => currency },
					{
						id: 'net',
						title: t('risk.net'),
						numeric: true,
						value: ({ net }) => net,
						cell: ({ net }) => (
							<span className="bar-cell">
								<i style={{ width: `${(Math.abs(Number(net)) / most) * 100}%` }} aria-hidden="true" />
								{format.signed(net)}
							</span>
						),
					},
					{ id: 'gross', title: t('risk.gross'), numeric: true, value: ({ gross }) => format.number(gross) },
				]}
			/>
		</Panel>
	);
}

function Groups({ data }: { data: RiskData }) {
	const { t, format } = useLook();
	const [level, setLevel] = useState<Group['level']>('ACCOUNT');
	const money = (value: string | null) => (value === null ? t('risk.noQuote') : format.number(value));
	return (
		<Panel title={t('risk.exposureIn', { currency: data.exposure.currency })} flush testId="exposure">
			<Tabs label={t('risk.exposureBy')} tabs={levels.map((id) => ({ id, label: t(`risk.by.${id}`) }))} value={level} onChange={setLevel}>
				<Table
					label={t('risk.exposureIn', { currency: data.exposure.currency })}
					rows={groupRows(data, level)}
					keyOf={({ level: at, subjectId }) => `${at} ${subjectId}`}
					rowTestId="exposure-row"
					empty={<Empty icon="risk" title={t('risk.nothing')} />}
					columns={[
						{ id: 'name', title: t('risk.name'), value: ({ name }) => name },
						{ id: 'positions', title: t('risk.positions'), numeric: true, value: ({ positions }) => positions },
						{ id: 'long', title: t('risk.long'), numeric: true, value: ({ long }) => money(long) },
						{ id: 'short', title: t('risk.short'), numeric: true, value: ({ short }) => money(short) },
						{ id: 'net', title: t('risk.net'), numeric: true, value: ({ net }) => (net === null ? t('risk.noQuote') : format.signed(net)) },
						{
							id: 'limits',
							title: t('risk.limitsInUse'),
							width: 320,
							value: ({ gauges }) =>
								gauges.map(({ name, used, limit }) => t('risk.of', { name: t(`risk.gauge.${name}`), used, limit })).join(', '),
							cell: ({ gauges }) =>
								gauges.map(({ name, used, limit }) => <Gauge key={name} label={t(`risk.gauge.${name}`)} used={used} limit={limit} />),
						},
					]}
				/>
			</Tabs>
		</Panel>
	);
}
