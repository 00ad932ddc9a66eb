'use client';

import { useLook } from '../../design/look-context';
import type { Api } from '../../lib/api';
import type { Instrument, Quality, QualityCounts } from '../../lib/types';
import { SpreadChart } from './spread-chart';

const rules = [
	'seen',
	'dropped',
	'crossed',
	'nonPositive',
	'stale',
	'spike',
	'duplicate',
	'outOfOrder',
	'gap',
	'session',
] as const satisfies readonly (keyof QualityCounts)[];
const seconds = (from: string, to: string): string => `${Math.round((Date.parse(to) - Date.parse(from)) / 1000)} s`;

/** What was wrong with the quotes: counts since the gateway started, spread by the minute, gaps. */
export function QualityPanel({ api, instrument, quality }: { api: Api; instrument: Instrument; quality: Quality }) {
	const { t, format } = useLook();
	const { counts, since, gaps } = quality;
	return (
		<>
			<section className="panel" aria-label={t('quality.spread')}>
				<h2>{t('instrument.spread')}</h2>
				<SpreadChart api={api} instrument={instrument} quality={quality} />
			</section>
			<section className="panel" aria-label={t('quality.quotes')}>
				<h2>
					{t('quality.title')} {since !== null && <span className="muted">{t('quality.since', { time: format.time(since) })}</span>}
				</h2>
				{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
				<section className="scroll" tabIndex={0} aria-label={t('quality.quotesTable')}>
					<table>
						<tbody>
							{counts === null ? (
								<tr>
									<td className="muted">{t('quality.noTick')}</td>
								</tr>
							) : (
								rules.map((rule) => (
									<tr key={rule}>
										<td>{t(`quality.${rule}`)}</td>
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
			<section className="panel" aria-label={t('quality.gaps')}>
				<h2>{t('quality.gaps')}</h2>
				{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
				<section className="scroll" tabIndex={0} aria-label={t('quality.gapsTable')}>
					<table>
						<tbody>
							{gaps.length === 0 && (
								<tr>
									<td className="muted">{t('quality.none')}</td>
								</tr>
							)}
							{gaps.map(({ from, to }) => (
								<tr key={from}>
									<td>{format.dateTime(from)}</td>
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
