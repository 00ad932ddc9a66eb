import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Empty } from '../../design/state';
import { Status } from '../../design/status';
import { documents } from '../../lib/documents';
import type { Acts } from '../risk/use-act';
import type { LimitSet } from './model';
import { useLimitWords } from './use-limit-words';

type Props = { sets: LimitSet[]; mayManage: boolean; acts: Acts };

/** What someone proposed. Whoever it was can't decide it. */
export function Pending({ sets, mayManage, acts }: Props) {
	const { t, format } = useLook();
	const words = useLimitWords();
	const waiting = sets.flatMap((set) => set.pending.map((change) => ({ set, change })));
	const write = (name: string, value: string | null) =>
		`${words.title(name)} ${value === null ? t('limits.none') : words.value(name, value)}`;
	const decide = (changeId: number, approve: boolean) => void acts.act(documents.decideLimits, { input: { changeId, approve } });
	return (
		<Panel title={t('limits.pending')} flush testId="limits-pending">
			{waiting.length === 0 && <Empty icon="ok" title={t('limits.noPending')} />}
			{waiting.map(({ set, change }) => (
				<article key={change.changeId} className="break" data-testid="limits-change">
					<div>
						<b>{words.nameOf(set)}</b>: {change.values.map(({ name, value }) => write(name, value)).join(', ')}
						<p>
							{t('limits.proposedBy', {
								...{ name: change.proposedBy, time: format.dateTime(change.proposedAt), version: change.baseVersion },
							})}
							{change.baseVersion !== set.version && `: ${t('limits.stale', { version: set.version })}`}
						</p>
					</div>
					{change.isOwn && <Status tone="wait">{t('limits.own')}</Status>}
					{mayManage && !change.isOwn && (
						<div className="m-row">
							<Button size="s" disabled={acts.busy} onClick={() => decide(change.changeId, false)}>
								{t('limits.reject')}
							</Button>
							<Button
								size="s"
								tone="primary"
								disabled={acts.busy || change.baseVersion !== set.version}
								testId="limits-approve"
								onClick={() => decide(change.changeId, true)}
							>
								{t('limits.approve')}
							</Button>
						</div>
					)}
				</article>
			))}
		</Panel>
	);
}
