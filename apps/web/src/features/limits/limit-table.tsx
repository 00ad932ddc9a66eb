import { useState } from 'react';
import type { LimitSet, LimitValue, useLimits } from './use-limits';

type Props = { set: LimitSet; mayManage: boolean; act: ReturnType<typeof useLimits>['act'] };

/** One set: what is in force, how much of it is in use, and a field for what it shall be. */
export function LimitTable({ set, mayManage, act }: Props) {
	const [asked, setAsked] = useState<Record<string, string>>({});
	const changed = set.limits.filter(({ name, value }) => asked[name] !== undefined && asked[name].trim() !== (value ?? ''));
	const malformed = changed.filter(({ name }) => !/^\d{0,16}$/.test((asked[name] ?? '').trim()));

	async function propose(): Promise<void> {
		const limits = changed.map(({ name }) => ({ name, value: (asked[name] ?? '').trim() || null }));
		const { level, subjectId, version: expectedVersion } = set;
		if (await act('setLimits', { level, subjectId, expectedVersion, limits })) setAsked({});
	}

	return (
		<section>
			<h2>
				{set.level.toLowerCase()} {set.name} <span className="muted">version {set.version}</span>
			</h2>
			<table data-testid="limits-table">
				<thead>
					<tr>
						<th>Limit</th>
						<th className="num">In force</th>
						<th>In use</th>
						{mayManage && <th>Proposed</th>}
					</tr>
				</thead>
				<tbody>
					{set.limits.map((limit) => (
						<tr key={limit.name} data-testid={`limit-${limit.name}`}>
							<td>{limit.name}</td>
							<td className="num" data-name="value">
								{limit.value ?? <span className="muted">{set.level === 'ACCOUNT' ? 'none: denies' : 'none'}</span>}
							</td>
							<td>
								<Gauge {...limit} />
							</td>
							{mayManage && (
								<td>
									<input
										aria-label={`Propose ${limit.name}`}
										inputMode="numeric"
										value={asked[limit.name] ?? limit.value ?? ''}
										onChange={(e) => setAsked({ ...asked, [limit.name]: e.target.value })}
									/>
								</td>
							)}
						</tr>
					))}
				</tbody>
			</table>
			{mayManage && (
				<p className="pair">
					<span className="muted">
						{malformed.length > 0
							? `${malformed[0]?.name} is a whole number, or empty for none.`
							: 'In the unit that a name ends with; money in minor units. Empty: none.'}
					</span>
					<button
						type="button"
						disabled={changed.length === 0 || malformed.length > 0}
						data-testid="limits-propose"
						onClick={() => void propose()}
					>
						Propose {changed.length > 0 ? changed.length : ''}
					</button>
				</p>
			)}
		</section>
	);
}

function Gauge({ name, value, used }: LimitValue) {
	if (used === null || value === null) return <span className="muted">{used ?? ''}</span>;
	return (
		<span className="gauge" title={`${used} of ${value}`}>
			<meter aria-label={`${name} in use`} min={0} max={Math.max(Number(value), 1)} high={Number(value) * 0.8} value={Number(used)} />
			<span className="muted">{used}</span>
		</span>
	);
}
