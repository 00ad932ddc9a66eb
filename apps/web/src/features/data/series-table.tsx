import { useLook } from '../../design/look-context';
import type { Series } from './model';

const day = (iso: string | null): string => (iso === null ? '–' : iso.slice(0, 16).replace('T', ' '));

/** What the store has for this tenant: its own, and the shared data that it is entitled to. */
export function SeriesTable({ series }: { series: readonly Series[] }) {
	const { t, format } = useLook();
	return (
		<section>
			<h2>{t('data.stored')}</h2>
			{series.length === 0 ? (
				<p className="muted">{t('data.nothing')}</p>
			) : (
				<table data-testid="series">
					<thead>
						<tr>
							<th>{t('data.venue')}</th>
							<th>{t('data.instrument')}</th>
							<th>{t('data.table')}</th>
							<th>{t('data.rowsHead')}</th>
							<th>{t('data.bytes')}</th>
							<th>{t('data.from')}</th>
							<th>{t('data.to')}</th>
							<th />
						</tr>
					</thead>
					<tbody>
						{series.map((row) => (
							<tr key={`${row.owner} ${row.venue} ${row.instrument} ${row.table}`}>
								<td>{row.venue}</td>
								<td>{row.instrument}</td>
								<td>{row.table}</td>
								<td>{format.number(row.rows)}</td>
								<td>{row.rows === '0' ? '–' : format.number((Number(row.bytes) / Number(row.rows)).toFixed(1))}</td>
								<td>{day(row.firstAt)}</td>
								<td>{day(row.lastAt)}</td>
								<td className="muted">{t(`data.${row.owner}`)}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</section>
	);
}
