'use client';

import { useLook } from '../../design/look-context';
import { Status, type StatusTone } from '../../design/status';
import { documents } from '../../lib/documents';
import { Frame } from './frame';
import { type AdminInput, useAdmin } from './use-admin';

type Quota = { name: string; hard: number; soft: number; used: number | null; state: string };
type Day = { day: string; meter: string; quantity: number };
type Usage = { usage: { plan: string; quotas: Quota[]; days: Day[] } };

const tones: Readonly<Record<string, StatusTone>> = { FINE: 'good', NEAR: 'wait', FULL: 'bad' };

/** What the plan allows, what is used of it, and what was metered by day. */
export function Usage(props: AdminInput) {
	const { data, failure, proof } = useAdmin<Usage>(props, documents.usage);
	const { t, code, format } = useLook();
	const usage = data?.usage;
	const meters = [...new Set(usage?.days.map(({ meter }) => meter))];
	return (
		<Frame title={t('room.usage')} here="/usage" failure={failure} proof={proof}>
			{usage && <p className="muted">{t('usage.plan', { name: code('plan', usage.plan) })}</p>}
			<div className="cards" data-testid="quotas">
				{usage?.quotas.map((quota) => (
					<article key={quota.name} className="card">
						<div>
							<strong>{code('quota', quota.name)}</strong>
							<div className="muted">
								{quota.used === null
									? format.number(quota.hard)
									: t('usage.of', { used: format.number(quota.used), all: format.number(quota.hard) })}
							</div>
						</div>
						{quota.used !== null && (
							<meter min={0} max={quota.hard} high={quota.soft} value={quota.used} aria-label={code('quota', quota.name)} />
						)}
						<Status tone={tones[quota.state] ?? 'off'}>{code('quotaState', quota.state)}</Status>
					</article>
				))}
				{meters.map((meter) => (
					<Bars key={meter} name={code('meter', meter)} days={usage?.days.filter((day) => day.meter === meter) ?? []} />
				))}
			</div>
		</Frame>
	);
}

const [width, height] = [300, 60];

/** A bar a day. The table says the same to who can't see it. */
function Bars({ name, days }: { name: string; days: readonly Day[] }) {
	const { t, format } = useLook();
	const most = Math.max(1, ...days.map(({ quantity }) => quantity));
	const step = width / Math.max(1, days.length);
	return (
		<section className="card">
			<strong>{t('usage.byDay', { name })}</strong>
			<svg
				viewBox={`0 0 ${width} ${height}`}
				role="img"
				aria-label={t('usage.most', { name, count: format.number(most) })}
				width="100%"
				height={height}
				preserveAspectRatio="none"
			>
				{days.map(({ day, quantity }, n) => (
					<rect
						key={day}
						x={n * step}
						y={height - (quantity / most) * height}
						width={step * 0.8}
						height={(quantity / most) * height}
						fill="var(--accent)"
					>
						<title>{t('usage.day', { day, count: format.number(quantity) })}</title>
					</rect>
				))}
			</svg>
			<details>
				<summary className="muted">{t('usage.figures')}</summary>
				<table>
					<tbody>
						{days.map(({ day, quantity }) => (
							<tr key={day}>
								<th scope="row">{day}</th>
								<td>{format.number(quantity)}</td>
							</tr>
						))}
					</tbody>
				</table>
			</details>
		</section>
	);
}
