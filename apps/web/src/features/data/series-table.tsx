import { money } from '../../lib/format';
import type { Series } from './model';

const day = (iso: string | null): string => (iso === null ? '–' : iso.slice(0, 16).replace('T', ' '));

/** What the store has for this tenant: its own, and the shared data that it is entitled to. */
export function SeriesTable({ series }: { series: readonly Series[] }) {
	return (
		<section>
			<h2>Stored</h2>
			{series.length === 0 ? (
				<p className="muted">Nothing yet.</p>
			) : (
				<table data-testid="series">
					<thead>
						<tr>
							<th>Venue</th>
							<th>Instrument</th>
							<th>Table</th>
							<th>Rows</th>
							<th>Bytes a row</th>
							<th>From (UTC)</th>
							<th>To (UTC)</th>
							<th />
						</tr>
					</thead>
					<tbody>
						{series.map((row) => (
							<tr key={`${row.owner} ${row.venue} ${row.instrument} ${row.table}`}>
								<td>{row.venue}</td>
								<td>{row.instrument}</td>
								<td>{row.table}</td>
								<td>{money(row.rows)}</td>
								<td>{row.rows === '0' ? '–' : (Number(row.bytes) / Number(row.rows)).toFixed(1)}</td>
								<td>{day(row.firstAt)}</td>
								<td>{day(row.lastAt)}</td>
								<td className="muted">{row.owner === 'OWN' ? 'yours alone' : 'shared'}</td>
							</tr>
						))}
					</tbody>
				</table>
			)}
		</section>
	);
}
