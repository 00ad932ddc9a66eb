'use client';

import { documents } from '../../lib/documents';
import { Frame } from './frame';
import { type AdminInput, useAdmin } from './use-admin';

type Quota = { name: string; hard: number; soft: number; used: number | null; state: string };
type Day = { day: string; meter: string; quantity: number };
type Usage = { usage: { plan: string; quotas: Quota[]; days: Day[] } };

/** `ordersPerSecond` is "orders per second". */
const words = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
const number = (value: number): string => value.toLocaleString('en-GB');
const tones: Readonly<Record<string, string>> = { FINE: 'ok', NEAR: 'wait', FULL: 'bad' };

/** What the plan allows, what is used of it, and what was metered by day. */
export function Usage(props: AdminInput) {
	const { data, failure, proof } = useAdmin<Usage>(props, documents.usage);
	const usage = data?.usage;
	const meters = [...new Set(usage?.days.map(({ meter }) => meter))];
	return (
		<Frame title="Usage" here="/usage" failure={failure} proof={proof}>
			{usage && <p className="muted">Plan {usage.plan.toLowerCase()}</p>}
			<div className="cards" data-testid="quotas">
				{usage?.quotas.map((quota) => (
					<article key={quota.name} className="card">
						<div>
							<strong>{words(quota.name)}</strong>
							<div className="muted">
								{quota.used === null ? '' : `${number(quota.used)} of `}
								{number(quota.hard)}
							</div>
						</div>
						{quota.used !== null && <meter min={0} max={quota.hard} high={quota.soft} value={quota.used} aria-label={words(quota.name)} />}
						<span className={`pill ${tones[quota.state] ?? 'plain'}`}>{quota.state.toLowerCase()}</span>
					</article>
				))}
				{meters.map((meter) => (
					<Bars key={meter} name={words(meter)} days={usage?.days.filter((day) => day.meter === meter) ?? []} />
				))}
			</div>
		</Frame>
	);
}

const [width, height] = [300, 60];

/** A bar a day. The table says the same to who can't see it. */
function Bars({ name, days }: { name: string; days: readonly Day[] }) {
	const most = Math.max(1, ...days.map(({ quantity }) => quantity));
	const step = width / Math.max(1, days.length);
	return (
		<section className="card">
			<strong>{name} by day</strong>
			<svg
				viewBox={`0 0 ${width} ${height}`}
				role="img"
				aria-label={`${name}, at most ${number(most)} a day`}
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
						<title>{`${day}: ${number(quantity)}`}</title>
					</rect>
				))}
			</svg>
			<details>
				<summary className="muted">Figures</summary>
				<table>
					<tbody>
						{days.map(({ day, quantity }) => (
							<tr key={day}>
								<th scope="row">{day}</th>
								<td>{number(quantity)}</td>
							</tr>
						))}
					</tbody>
				</table>
			</details>
		</section>
	);
}
