import { useState } from 'react';
import { Help, SelectField } from '../../design/field';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Empty, Failure, Loading } from '../../design/state';
import { Table } from '../../design/table';
import { documents } from '../../lib/documents';
import { useQuery } from '../shell/session';
import { duration } from './model';

type Hold = { count: number; p50Us: number; p99Us: number } | null;
type Row = {
	venue: string;
	account: { id: string; name: string } | null;
	instrument: { symbol: string };
	asked: number;
	filled: number;
	rejected: number;
	requoted: number;
	rejectPercent: string | null;
	requotePercent: string | null;
	slippage: {
		better: number;
		same: number;
		worse: number;
		betterPercent: string | null;
		meanPoints: string | null;
		meanBetterPoints: string | null;
		meanWorsePoints: string | null;
	};
	holdFilled: Hold;
	holdRefused: Hold;
	spread: { count: number; meanPoints: string | null; maxPoints: string | null };
};
const windows = [
	['1', 'Last hour'],
	['24', 'Last day'],
	['168', 'Last week'],
	['744', 'Last 31 days'],
] as const;
const groups = [
	['VENUE', 'By broker'],
	['TERMINAL', 'By terminal'],
] as const;
const help =
	'Counted from your own orders. Slippage: of market orders against the quote that they were sent at, of stops against their price, in points; + is better for you. An even-handed broker is as often better as worse. Hold time: from the terminal’s request to the deal, and to the refusal; refusals that take longer than fills look like a last look.';

/** How each broker serves, from the tenant's own orders. */
export function Scorecard() {
	const { format } = useLook();
	const [by, setBy] = useState<(typeof groups)[number][0]>('VENUE');
	const [hours, setHours] = useState<(typeof windows)[number][0]>('24');
	const { data, failure, reload } = useQuery<{ scorecard: { isComplete: boolean; rows: Row[] } }>(documents.scorecard, {
		variables: { by, hours: Number(hours) },
		everyMs: 10_000,
	});
	const percent = (value: string | null) => (value === null ? '–' : `${format.number(value)} %`);
	const mean = ({ slippage }: Row) => (slippage.meanPoints === null ? '–' : format.signed(slippage.meanPoints));
	return (
		<Panel
			title={
				<>
					Broker scorecard <Help name="Broker scorecard" text={help} />
				</>
			}
			label="Broker scorecard"
			flush
			testId="scorecard"
			tools={
				<>
					<SelectField label="Rows" value={by} options={groups} onChange={setBy} />
					<SelectField label="Time" value={hours} options={windows} onChange={setHours} testId="scorecard-hours" />
				</>
			}
		>
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			{data === undefined && failure === '' && <Loading rows={2} />}
			{data && (
				<Table
					label="Broker scorecard"
					rows={data.scorecard.rows}
					keyOf={({ venue, account, instrument }) => `${venue} ${account?.id ?? ''} ${instrument.symbol}`}
					rowTestId="score"
					empty={
						<Empty icon="usage" title="No orders in this time" text="As soon as orders go to a broker, how it served them is told here." />
					}
					columns={[
						{ id: 'venue', title: 'Broker', value: ({ venue, account }) => (account === null ? venue : account.name) },
						{ id: 'symbol', title: 'Symbol', value: ({ instrument }) => instrument.symbol },
						{ id: 'asked', title: 'Orders', numeric: true, value: ({ asked }) => format.number(asked) },
						{ id: 'reject', title: 'Rejected', numeric: true, value: ({ rejectPercent }) => percent(rejectPercent) },
						{ id: 'requote', title: 'Requoted', numeric: true, value: ({ requotePercent }) => percent(requotePercent) },
						{ id: 'mean', title: 'Slippage', numeric: true, value: mean },
						{
							id: 'asymmetry',
							title: 'Better / worse',
							numeric: true,
							value: ({ slippage }) => `${slippage.better} / ${slippage.worse}`,
							cell: ({ slippage }) => (
								<span
									title={`better by ${slippage.meanBetterPoints ?? '–'}, worse by ${slippage.meanWorsePoints ?? '–'} points on average`}
								>
									{`${slippage.better} / ${slippage.worse}`}
									{slippage.betterPercent !== null && ` (${percent(slippage.betterPercent)})`}
								</span>
							),
						},
						{
							id: 'fill',
							title: 'Hold, filled',
							numeric: true,
							value: ({ holdFilled }) => (holdFilled ? `${duration(holdFilled.p50Us)} · p99 ${duration(holdFilled.p99Us)}` : '–'),
						},
						{
							id: 'refuse',
							title: 'Hold, refused',
							numeric: true,
							value: ({ holdRefused }) => (holdRefused ? duration(holdRefused.p50Us) : '–'),
						},
						{
							id: 'spread',
							title: 'Spread at fill',
							numeric: true,
							value: ({ spread }) => (spread.meanPoints === null ? '–' : `${format.number(spread.meanPoints)} · max ${spread.maxPoints}`),
						},
					]}
				/>
			)}
			{data?.scorecard.isComplete === false && <p className="pad">More than 50,000 orders: only the newest are counted.</p>}
		</Panel>
	);
}
