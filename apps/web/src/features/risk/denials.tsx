import { useState } from 'react';
import { Chart } from '../../design/chart/charts';
import { SelectField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Empty, Failure, Loading } from '../../design/state';
import { Table } from '../../design/table';
import { documents } from '../../lib/documents';
import { useQuery } from '../shell/session';
import { denialSeries, title } from './model';

type Counts = { code: string; total: number; counts: number[] };
type Data = { denials: { from: string; bucketMinutes: number; isComplete: boolean; codes: Counts[] } };
const windows = ['1', '24', '168'] as const;
const tones = ['accent', 'warn', 'down', 'muted'] as const;

/** What was denied, why, and when. */
export function Denials() {
	const { t, format } = useLook();
	const [hours, setHours] = useState<(typeof windows)[number]>('24');
	const { data, failure, reload } = useQuery<Data>(documents.denials, { variables: { hours: Number(hours) }, everyMs: 10_000 });
	const codes = data?.denials.codes ?? [];
	const series = data ? denialSeries(data.denials, { others: t('denials.others') }) : [];
	return (
		<Panel
			title={t('denials.title')}
			testId="denials"
			tools={
				<SelectField
					label={t('denials.time')}
					help={t('denials.timeHelp')}
					value={hours}
					options={windows.map((one) => [one, t(`denials.${one}`)] as const)}
					onChange={setHours}
				/>
			}
		>
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			{data === undefined && failure === '' && <Loading rows={3} />}
			{data && codes.length === 0 && <Empty icon="ok" title={t('denials.none')} />}
			{codes.length > 0 && (
				<div className="two">
					<Chart
						label={t('denials.overTime')}
						kind={series.length === 1 ? 'bars' : 'line'}
						series={series.map((one, i) => ({ ...one, tone: tones[i] ?? 'muted' }))}
						yText={(y) => (Number.isInteger(y) ? format.number(y) : '')}
					/>
					<Table
						label={t('denials.title')}
						rows={codes}
						keyOf={({ code }) => code}
						rowTestId="denial"
						columns={[
							{ id: 'code', title: t('denials.reason'), value: ({ code }) => title(code) },
							{ id: 'total', title: t('denials.count'), numeric: true, value: ({ total }) => format.number(total) },
							{
								id: 'last',
								title: t('denials.last'),
								numeric: true,
								value: ({ counts }) => {
									const last = counts.findLastIndex((count) => count > 0);
									const { from, bucketMinutes } = data?.denials ?? { from: '', bucketMinutes: 0 };
									return t('denials.before', { time: format.time(new Date(from).getTime() + (last + 1) * bucketMinutes * 60_000) });
								},
							},
						]}
					/>
				</div>
			)}
		</Panel>
	);
}
