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
/** Hours back from now. */
const windows = ['1', '24', '168', '744'] as const;
const groups = ['VENUE', 'TERMINAL'] as const;

/** How each broker serves, from the tenant's own orders. */
export function Scorecard() {
	const { t, format } = useLook();
	const [by, setBy] = useState<(typeof groups)[number]>('VENUE');
	const [hours, setHours] = useState<(typeof windows)[number]>('24');
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
					{t('score.title')} <Help name={t('score.title')} text={t('score.help')} />
				</>
			}
			label={t('score.title')}
			flush
			testId="scorecard"
			tools={
				<>
					<SelectField
						label={t('score.rows')}
						help={t('score.rowsHelp')}
						value={by}
						options={groups.map((one) => [one, t(`score.${one}`)])}
						onChange={setBy}
					/>
					<SelectField
						label={t('score.time')}
						help={t('score.timeHelp')}
						value={hours}
						options={windows.map((one) => [one, t(`score.${one}`)])}
						onChange={setHours}
						testId="scorecard-hours"
					/>
				</>
			}
		>
			{failure !== '' && <Failure text={failure} onRetry={() => void reload()} />}
			{data === undefined && failure === '' && <Loading rows={2} />}
			{data && (
				<Table
					label={t('score.title')}
					rows={data.scorecard.rows}
					keyOf={({ venue, account, instrument }) => `${venue} ${account?.id ?? ''} ${instrument.symbol}`}
					rowTestId="score"
					empty={<Empty icon="usage" title={t('score.none')} text={t('score.noneText')} />}
					columns={[
						{ id: 'venue', title: t('score.broker'), value: ({ venue, account }) => (account === null ? venue : account.name) },
						{ id: 'symbol', title: t('score.symbol'), value: ({ instrument }) => instrument.symbol },
						{ id: 'asked', title: t('score.orders'), numeric: true, value: ({ asked }) => format.number(asked) },
						{ id: 'reject', title: t('score.rejected'), numeric: true, value: ({ rejectPercent }) => percent(rejectPercent) },
						{ id: 'requote', title: t('score.requoted'), numeric: true, value: ({ requotePercent }) => percent(requotePercent) },
						{ id: 'mean', title: t('score.slippage'), numeric: true, value: mean },
						{
							id: 'asymmetry',
							title: t('score.betterWorse'),
							numeric: true,
							value: ({ slippage }) => `${slippage.better} / ${slippage.worse}`,
							cell: ({ slippage }) => (
								<span
									title={t('score.average', {
										better: format.number(slippage.meanBetterPoints),
										worse: format.number(slippage.meanWorsePoints),
									})}
								>
									{`${slippage.better} / ${slippage.worse}`}
									{slippage.betterPercent !== null && ` (${percent(slippage.betterPercent)})`}
								</span>
							),
						},
						{
							id: 'fill',
							title: t('score.holdFilled'),
							numeric: true,
							value: ({ holdFilled }) => (holdFilled ? `${duration(holdFilled.p50Us)} · p99 ${duration(holdFilled.p99Us)}` : '–'),
						},
						{
							id: 'refuse',
							title: t('score.holdRefused'),
							numeric: true,
							value: ({ holdRefused }) => (holdRefused ? duration(holdRefused.p50Us) : '–'),
						},
						{
							id: 'spread',
							title: t('score.spread'),
							numeric: true,
							value: ({ spread }) =>
								spread.meanPoints === null
									? '–'
									: t('score.spreadText', { mean: format.number(spread.meanPoints), max: format.number(spread.maxPoints) }),
						},
					]}
				/>
			)}
			{data?.scorecard.isComplete === false && <p className="pad">{t('score.cut')}</p>}
		</Panel>
	);
}
