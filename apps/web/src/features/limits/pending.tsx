import type { LimitSet, useLimits } from './use-limits';

type Props = { sets: LimitSet[]; mayManage: boolean; act: ReturnType<typeof useLimits>['act'] };

/** What someone proposed. Whoever it was can't decide it. */
export function Pending({ sets, mayManage, act }: Props) {
	const waiting = sets.flatMap((set) => set.pending.map((change) => ({ set, change })));
	if (waiting.length === 0) return <p className="muted">Nothing waits for approval.</p>;
	return (
		<section data-testid="limits-pending">
			<h2>Waiting for a second person</h2>
			{waiting.map(({ set, change }) => (
				<article key={change.changeId} className="pending" data-testid="limits-change">
					<div>
						<b>
							{set.level.toLowerCase()} {set.name}
						</b>
						: {change.values.map(({ name, value }) => `${name} ${value ?? 'none'}`).join(', ')}
						<div className="muted">
							{change.proposedBy}, from version {change.baseVersion}
							{change.baseVersion !== set.version && `: stale, version ${set.version} is in force`}
						</div>
					</div>
					{change.isOwn && <span className="pill plain">yours: another person decides</span>}
					{mayManage && !change.isOwn && (
						<span className="pair">
							<button type="button" onClick={() => void act('decideLimits', { changeId: change.changeId, approve: false })}>
								Reject
							</button>
							<button
								type="button"
								disabled={change.baseVersion !== set.version}
								data-testid="limits-approve"
								onClick={() => void act('decideLimits', { changeId: change.changeId, approve: true })}
							>
								Approve
							</button>
						</span>
					)}
				</article>
			))}
		</section>
	);
}
