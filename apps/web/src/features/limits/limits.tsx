'use client';

import Link from 'next/link';
import { useState } from 'react';
import type { PageSession } from '../../lib/page-session';
import { LimitTable } from './limit-table';
import { Pending } from './pending';
import { useLimits } from './use-limits';

/** Every set of limits, how much of it is in use, and what waits for a second person. */
export function Limits(props: PageSession) {
	const { data, failure, act } = useLimits(props);
	const [chosen, setChosen] = useState('');
	const mayManage = data?.me.permissions.includes('LIMITS_MANAGE') ?? false;
	const keyOf = ({ level, subjectId }: { level: string; subjectId: number }) => `${level}:${subjectId}`;
	const set = data?.limits.find((each) => keyOf(each) === chosen) ?? data?.limits[0];
	return (
		<main className="limits">
			<header className="topbar">
				<Link href="/" className="wordmark">
					Meridian
				</Link>
				<span className="muted">Limits</span>
				{set !== undefined && (
					<select aria-label="Whose limits" value={keyOf(set)} onChange={(e) => setChosen(e.target.value)} data-testid="limits-of">
						{data?.limits.map((each) => (
							<option key={keyOf(each)} value={keyOf(each)}>
								{each.level.toLowerCase()} {each.name}
								{each.pending.length > 0 ? ' (waits for approval)' : ''}
							</option>
						))}
					</select>
				)}
			</header>
			{failure !== '' && (
				<p role="alert" className="down" data-testid="limits-failure">
					{failure}
				</p>
			)}
			{data === undefined && failure === '' && <p className="muted">Reading the limits.</p>}
			{data !== undefined && <Pending sets={data.limits} mayManage={mayManage} act={act} />}
			{set !== undefined && <LimitTable key={`${keyOf(set)}:${set.version}`} set={set} mayManage={mayManage} act={act} />}
		</main>
	);
}
