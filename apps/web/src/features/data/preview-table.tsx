import type { Preview } from './model';

/** The first rows as they will be read, next to what stands in the file. */
export function PreviewTable({ preview }: { preview: Preview }) {
	return (
		<>
			<p className="muted">
				{preview.format} of {preview.instrument}, times of {preview.zone}, {preview.priceDigits} price digits
			</p>
			<table data-testid="preview-rows">
				<thead>
					<tr>
						<th>Line</th>
						<th>Time (UTC)</th>
						<th>Bid or open</th>
						<th>Ask or close</th>
						<th>In the file</th>
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
									{row.fault === 'none' ? 'header or blank' : row.fault}
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
