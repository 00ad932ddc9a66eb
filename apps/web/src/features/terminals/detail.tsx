import { useLook } from '../../design/look-context';
import { Empty, Notice } from '../../design/state';
import { Status } from '../../design/status';
import { Table } from '../../design/table';
import { ageOf, duration, stageWords, states, type Terminal } from './model';

/** Everything that is known of one terminal. */
export function TerminalDetail({ terminal, nowMs }: { terminal: Terminal | undefined; nowMs: number }) {
	const { format } = useLook();
	if (terminal === undefined) return null;
	const { account, state, explanation, stages, refusal, key } = terminal;
	const facts: readonly (readonly [string, string])[] = [
		['Broker’s server', `${account.server}, login ${account.login}`],
		['Company', terminal.company ?? '–'],
		['Build', terminal.terminalBuild === 0 ? 'emulated terminal' : String(terminal.terminalBuild ?? '–')],
		['Expert Advisor', terminal.eaVersion ?? '–'],
		['Since', format.dateTime(terminal.since)],
		['Last tick', terminal.lastTickAt === null ? '–' : `${ageOf(terminal.lastTickAt, nowMs)} ago`],
		[
			'Key',
			key === null ? 'of the installation' : `${key.keyId}, made ${format.dateTime(key.createdAt)}${key.inUse ? '' : ', not in use yet'}`,
		],
	];
	return (
		<>
			<p>
				<Status tone={states[state][1]}>{states[state][0]}</Status> {explanation}
			</p>
			{refusal !== null && <Notice tone="warn">{`A login was refused ${ageOf(refusal.at, nowMs)} ago: ${refusal.reason}.`}</Notice>}
			<dl className="facts">
				{facts.map(([name, value]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>{value}</dd>
					</div>
				))}
			</dl>
			<h3>Where an order’s time goes</h3>
			<Table
				label="Latency by stage"
				rows={stages}
				keyOf={({ stage }) => stage}
				testId="stages"
				empty={<Empty icon="wait" title="No order since the line was opened" />}
				columns={[
					{ id: 'stage', title: 'Stage', value: ({ stage }) => stageWords[stage] },
					{ id: 'count', title: 'Orders', numeric: true, value: ({ count }) => format.number(count) },
					{ id: 'p50', title: 'p50', numeric: true, value: ({ p50Us }) => duration(p50Us) },
					{ id: 'p99', title: 'p99', numeric: true, value: ({ p99Us }) => duration(p99Us) },
				]}
			/>
		</>
	);
}
