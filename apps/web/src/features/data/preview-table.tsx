import { useLook } from '../../design/look-context';
import type { Preview } from './model';

/** The first rows as they will be read, next to what stands in the file. */
export function PreviewTable({ preview }: { preview: Preview }) {
	const { t, code } = useLook();
	return (
		<>
			<p className="muted">
				{t('data.previewOf', {
					...{ format: preview.format, instrument: preview.instrument, zone: preview.zone, digits: preview.priceDigits },
				})}
			</p>
			<table data-testid="preview-rows">
				<thead>
					<tr>
						<th>{t('data.lineHead')}</th>
						<th>{t('data.timeUtc')}</th>
						<th>{t('data.first')}</th>
						<th>{t('data.second')}</th>
						<th>{t('data.inFile')}</th>
					</tr>
				</thead>
				<tbody>
					{preview.rows.map((row) => (
						<tr key={row.row}>
							<td>{row.row}</td>
							{row.fault === null ? (
								<>
									<td>{row.at?.replace('T', ' ').replace('Z', '')}</td>
									<td>{row.first}</td>
									<td>{row.second}</td>
								</>
							) : (
								<td colSpan={3} className={row.fault === 'none' ? 'muted' : 'fault'}>
									{code('badRow', row.fault)}
								</td>
							)}
							<td>
								<code>{row.text.slice(0, 90)}</code>
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</>
	);
}
