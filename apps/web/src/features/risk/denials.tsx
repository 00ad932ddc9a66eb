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
const windows = [
	['1', 'Last hour'],
	['24', 'Last day'],
	['168', 'Last week'],
] as const;
const tones = ['accent', 'warn', 'down', 'muted'] as const;

/** What was denied, why, and when. */
export function Denials() {
	const { format } = useLook();
	const [hours, setHours] = useState<(typeof windows)[number][0]>('24');
	const { data, failure, reload } = useQuery<Data>(documents.denials, { variables: { hours: Number(hours) }, everyMs: 10_000 });
	const codes = data?.denials.codes ?? [];
	const series = data ? denialSeries(data.denials) : [];
	return (
		<Panel
			title="Denials by reason"
			testId="denials"
			tools={<SelectField label="Time" value={hours} options={windows} onChange={setHours} />}
		>
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			{data === undefined && failure === '' && <Loading rows={3} />}
			{data && codes.length === 0 && <Empty icon="ok" title="Nothing was denied in this time" />}
			{codes.length > 0 && (
				<div className="two">
					<Chart
						label="Denials over time"
						kind="line"
						series={series.map((one, i) => ({ ...one, tone: tones[i] ?? 'muted' }))}
						yText={(y) => format.number(Math.round(y))}
					/>
					<Table
						label="Denials by reason"
						rows={codes}
						keyOf={({ code }) => code}
						rowTestId="denial"
						columns={[
							{ id: 'code', title: 'Reason', value: ({ code }) => title(code) },
							{ id: 'total', title: 'Denied', numeric: true, value: ({ total }) => format.number(total) },
							{
								id: 'last',
								title: 'Last',
								numeric: true,
								value: ({ counts }) => {
									const last = counts.findLastIndex((count) => count > 0);
									const { from, bucketMinutes } = data?.denials ?? { from: '', bucketMinutes: 0 };
									return `before ${format.time(new Date(from).getTime() + (last + 1) * bucketMinutes * 60_000)}`;
								},
							},
						]}
					/>
				</div>
			)}
		</Panel>
	);
}
