import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Empty } from '../../design/state';
import { Status } from '../../design/status';
import { documents } from '../../lib/documents';
import type { Acts } from '../risk/use-act';
import { limitText, limitTitle, limitUnit } from './limit-words';
import { type LimitSet, nameOf } from './model';

type Props = { sets: LimitSet[]; mayManage: boolean; acts: Acts };

/** What someone proposed. Whoever it was can't decide it. */
export function Pending({ sets, mayManage, acts }: Props) {
	const { format } = useLook();
	const waiting = sets.flatMap((set) => set.pending.map((change) => ({ set, change })));
	const write = (name: string, value: string | null) =>
		`${limitTitle(name)} ${value === null ? 'none' : `${format.number(limitText(name, value))} ${limitUnit(name)}`.trim()}`;
	const decide = (changeId: number, approve: boolean) => void acts.act(documents.decideLimits, { input: { changeId, approve } });
	return (
		<Panel title="Waiting for a second person" flush testId="limits-pending">
			{waiting.length === 0 && <Empty icon="ok" title="Nothing waits for approval" />}
			{waiting.map(({ set, change }) => (
				<article key={change.changeId} className="break" data-testid="limits-change">
					<div>
						<b>{nameOf(set)}</b>: {change.values.map(({ name, value }) => write(name, value)).join(', ')}
						<p>
							{`by ${change.proposedBy}, ${format.dateTime(change.proposedAt)}, from version ${change.baseVersion}`}
							{change.baseVersion !== set.version && `: stale, version ${set.version} is in force`}
						</p>
					</div>
					{change.isOwn && <Status tone="wait">yours: another person decides</Status>}
					{mayManage && !change.isOwn && (
						<div className="m-row">
							<Button size="s" disabled={acts.busy} onClick={() => decide(change.changeId, false)}>
								Reject
							</Button>
							<Button
								size="s"
								tone="primary"
								disabled={acts.busy || change.baseVersion !== set.version}
								testId="limits-approve"
								onClick={() => decide(change.changeId, true)}
							>
								Approve
							</Button>
						</div>
					)}
				</article>
			))}
		</Panel>
	);
}
