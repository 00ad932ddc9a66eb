'use client';

import { useLook } from '../../design/look-context';
import type { Api } from '../../lib/api';
import { clock } from '../../lib/format';
import type { Instrument, Quality, QualityCounts } from '../../lib/types';
import { SpreadChart } from './spread-chart';

const rules: readonly (readonly [keyof QualityCounts, string])[] = [
	['seen', 'Ticks'],
	['dropped', 'Dropped'],
	['crossed', 'Crossed'],
	['nonPositive', 'Zero or negative'],
	['stale', 'Stale'],
	['spike', 'Spikes'],
	['duplicate', 'Repeated stamps'],
	['outOfOrder', 'Out of order'],
	['gap', 'Gaps'],
	['session', 'Outside the session'],
];
const seconds = (from: string, to: string): string => `${Math.round((Date.parse(to) - Date.parse(from)) / 1000)} s`;

/** What was wrong with the quotes: counts since the gateway started, spread by the minute, gaps. */
export function QualityPanel({ api, instrument, quality }: { api: Api; instrument: Instrument; quality: Quality }) {
	const { t } = useLook();
	const { counts, since, gaps } = quality;
	return (
		<>
			<section className="panel" aria-label="Spread history">
				<h2>{t('instrument.spread')}</h2>
				<SpreadChart api={api} instrument={instrument} quality={quality} />
			</section>
			<section className="panel" aria-label="Quote quality">
				<h2>Quality {since !== null && <span className="muted">since {clock(since)}</span>}</h2>
				{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
				<section className="scroll" tabIndex={0} aria-label="Quote quality, table">
					<table>
						<tbody>
							{counts === null ? (
								<tr>
									<td className="muted">No tick has come yet.</td>
								</tr>
							) : (
								rules.map(([rule, name]) => (
									<tr key={rule}>
										<td>{name}</td>
										<td className="num" data-testid={`quality-${rule}`}>
											{counts[rule]}
										</td>
									</tr>
								))
							)}
						</tbody>
					</table>
				</section>
			</section>
			<section className="panel" aria-label="Gaps">
				<h2>Gaps</h2>
				{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
				<section className="scroll" tabIndex={0} aria-label="Gaps, table">
					<table>
						<tbody>
							{gaps.length === 0 && (
								<tr>
									<td className="muted">None.</td>
								</tr>
							)}
							{gaps.map(({ from, to }) => (
								<tr key={from}>
									<td>{from.replace('T', ' ').slice(0, 19)}</td>
									<td className="num">{seconds(from, to)}</td>
								</tr>
							))}
						</tbody>
					</table>
				</section>
			</section>
		</>
	);
}
