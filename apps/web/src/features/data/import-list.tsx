'use client';

import { useState } from 'react';
import type { Api } from '../../lib/api';
import { dataDocuments } from '../../lib/data-documents';
import { money } from '../../lib/format';
import { type BadRow, type ImportRow, isOver, shareDone } from './model';

type Props = { readonly rows: readonly ImportRow[]; readonly request: Api['request']; readonly refresh: () => Promise<void> };

/** Every import of the tenant, with its progress and what was not stored. */
export function ImportList({ rows, request, refresh }: Props) {
	const [open, setOpen] = useState<{ readonly importId: string; readonly bad: readonly BadRow[] }>();
	async function show(importId: string): Promise<void> {
		const { importBadRows } = await request<{ importBadRows: readonly BadRow[] }>(dataDocuments.badRows, { importId, skip: 0 });
		setOpen({ importId, bad: importBadRows });
	}
	async function discard(importId: string): Promise<void> {
		await request(dataDocuments.discard, { importId });
		await refresh();
	}
	if (rows.length === 0) return null;
	return (
		<section>
			<h2>Imports</h2>
			<table data-testid="imports">
				<thead>
					<tr>
						<th>File</th>
						<th>Into</th>
						<th>State</th>
						<th>Stored</th>
						<th>Not stored</th>
						<th />
					</tr>
				</thead>
				<tbody>
					{rows.map((row) => (
						<tr key={row.importId} data-testid={`import-${row.importId}`}>
							<td>{row.fileName}</td>
							<td>
								{row.venue ?? '–'} {row.instrument ?? ''}
							</td>
							<td>
								<State row={row} />
							</td>
							<td>{money(row.taken)}</td>
							<td>
								{row.bad === '0' ? (
									'0'
								) : (
									<button type="button" className="small" disabled={row.status !== 'DONE'} onClick={() => show(row.importId)}>
										{money(row.bad)} rows
									</button>
								)}
							</td>
							<td>
								{(isOver(row) || row.status === 'UPLOADED') && (
									<button type="button" className="small" onClick={() => discard(row.importId)}>
										{row.status === 'UPLOADED' ? 'Discard' : 'Hide'}
									</button>
								)}
							</td>
						</tr>
					))}
				</tbody>
			</table>
			{open !== undefined && <BadRows rows={open.bad} onClose={() => setOpen(undefined)} />}
		</section>
	);
}

function State({ row }: { row: ImportRow }) {
	if (row.status === 'FAILED') return <span className="error-text">{row.error}</span>;
	if (row.status === 'DONE')
		return (
			<span>
				{row.alreadyStored ? 'Was stored already' : 'Stored'}
				{row.crossed !== '0' && `, ${money(row.crossed)} crossed`}
				{row.outOfOrder !== '0' && `, ${money(row.outOfOrder)} out of order`}
			</span>
		);
	if (row.status === 'RUNNING')
		return (
			<>
				<progress value={shareDone(row)} max={1} aria-label={`Import of ${row.fileName}`} /> {row.phase} {money(row.rows)} rows
			</>
		);
	return <span className="muted">{row.status === 'QUEUED' ? 'Waits for the worker' : 'Uploaded, not imported'}</span>;
}

function BadRows({ rows, onClose }: { rows: readonly BadRow[]; onClose: () => void }) {
	return (
		<>
			<h2>
				Rows that were not stored{rows.length === 100 && ', the first 100'}{' '}
				<button type="button" className="small" onClick={onClose}>
					Close
				</button>
			</h2>
			<table data-testid="bad-rows">
				<tbody>
					{rows.map(({ row, kind, text }) => (
						<tr key={row}>
							<td>line {row}</td>
							<td className="fault">{kind}</td>
							<td>
								<code>{text}</code>
							</td>
						</tr>
					))}
				</tbody>
			</table>
		</>
	);
}
