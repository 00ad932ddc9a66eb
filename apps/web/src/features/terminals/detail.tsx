import { useLook } from '../../design/look-context';
import { Empty, Notice } from '../../design/state';
import { Status } from '../../design/status';
import { Table } from '../../design/table';
import { ageOf, duration, type Terminal, tones } from './model';

/** Everything that is known of one terminal. */
export function TerminalDetail({ terminal, nowMs }: { terminal: Terminal | undefined; nowMs: number }) {
	const { t, code, format } = useLook();
	if (terminal === undefined) return null;
	const { account, state, explanation, stages, refusal, key } = terminal;
	const keyText = ({ keyId, createdAt, inUse }: NonNullable<Terminal['key']>) =>
		t(inUse ? 'terminals.keyMade' : 'terminals.keyUnused', { id: keyId, time: format.dateTime(createdAt) });
	const facts: readonly (readonly [string, string])[] = [
		[t('terminals.server'), t('terminals.login', { server: account.server, login: account.login })],
		[t('terminals.company'), terminal.company ?? '–'],
		[t('terminals.build'), terminal.terminalBuild === 0 ? t('terminals.emulated') : String(terminal.terminalBuild ?? '–')],
		[t('terminals.ea'), terminal.eaVersion ?? '–'],
		[t('terminals.since'), format.dateTime(terminal.since)],
		[t('terminals.lastTick'), terminal.lastTickAt === null ? '–' : t('terminals.ago', { age: ageOf(terminal.lastTickAt, nowMs) })],
		[t('terminals.key'), key === null ? t('terminals.keyOfAll') : keyText(key)],
	];
	return (
		<>
			<p>
				<Status tone={tones[state]}>{t(`terminal.${state}`)}</Status> {code('terminal', `${state}.why`, explanation)}
			</p>
			{refusal !== null && <Notice tone="warn">{t('terminals.refused', { age: ageOf(refusal.at, nowMs), reason: refusal.reason })}</Notice>}
			<dl className="facts">
				{facts.map(([name, value]) => (
					<div key={name}>
						<dt>{name}</dt>
						<dd>{value}</dd>
					</div>
				))}
			</dl>
			<h3>{t('terminals.whereTime')}</h3>
			<Table
				label={t('terminals.stages')}
				rows={stages}
				keyOf={({ stage }) => stage}
				testId="stages"
				empty={<Empty icon="wait" title={t('terminals.noOrder')} />}
				columns={[
					{ id: 'stage', title: t('terminals.stage'), value: ({ stage }) => t(`terminals.${stage}`) },
					{ id: 'count', title: t('terminals.orders'), numeric: true, value: ({ count }) => format.number(count) },
					{ id: 'p50', title: 'p50', numeric: true, value: ({ p50Us }) => duration(p50Us) },
					{ id: 'p99', title: 'p99', numeric: true, value: ({ p99Us }) => duration(p99Us) },
				]}
			/>
		</>
	);
}
