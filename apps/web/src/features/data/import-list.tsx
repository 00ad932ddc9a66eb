'use client';

import { useState } from 'react';
import { useLook } from '../../design/look-context';
import type { Api } from '../../lib/api';
import { dataDocuments } from '../../lib/data-documents';
import { type BadRow, type ImportRow, isOver, shareDone } from './model';

type Props = { readonly rows: readonly ImportRow[]; readonly request: Api['request']; readonly refresh: () => Promise<void> };

/** Every import of the tenant, with its progress and what was not stored. */
export function ImportList({ rows, request, refresh }: Props) {
	const { t, format } = useLook();
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
			<h2>{t('data.imports')}</h2>
			<table data-testid="imports">
				<thead>
					<tr>
						<th>{t('data.file')}</th>
						<th>{t('data.into')}</th>
						<th>{t('data.state')}</th>
						<th>{t('data.stored')}</th>
						<th>{t('data.notStored')}</th>
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
							<td>{format.number(row.taken)}</td>
							<td>
								{row.bad === '0' ? (
									'0'
								) : (
									<button type="button" className="small" disabled={row.status !== 'DONE'} onClick={() => show(row.importId)}>
										{t('data.rows', { count: format.number(row.bad) })}
									</button>
								)}
							</td>
							<td>
								{(isOver(row) || row.status === 'UPLOADED') && (
									<button type="button" className="small" onClick={() => discard(row.importId)}>
										{t(row.status === 'UPLOADED' ? 'data.discard' : 'data.hide')}
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
	const { t, code, format } = useLook();
	if (row.status === 'FAILED') return <span className="error-text">{row.error}</span>;
	if (row.status === 'DONE')
		return (
			<span>
				{[
					t(row.alreadyStored ? 'data.wasStored' : 'data.stored'),
					...(row.crossed === '0' ? [] : [t('data.crossed', { count: format.number(row.crossed) })]),
					...(row.outOfOrder === '0' ? [] : [t('data.outOfOrder', { count: format.number(row.outOfOrder) })]),
				].join(' · ')}
			</span>
		);
	if (row.status === 'RUNNING')
		return (
			<>
				<progress value={shareDone(row)} max={1} aria-label={t('data.importOf', { name: row.fileName })} />{' '}
				{row.phase !== null && code('data', row.phase)} {t('data.rows', { count: format.number(row.rows) })}
			</>
		);
	return <span className="muted">{t(row.status === 'QUEUED' ? 'data.waits' : 'data.uploaded')}</span>;
}

function BadRows({ rows, onClose }: { rows: readonly BadRow[]; onClose: () => void }) {
	const { t, code, format } = useLook();
	return (
		<>
			<h2>
				{t(rows.length === 100 ? 'data.badRowsCut' : 'data.badRows')}{' '}
				<button type="button" className="small" onClick={onClose}>
					{t('data.close')}
				</button>
			</h2>
			<table data-testid="bad-rows">
				<tbody>
					{rows.map(({ row, kind, text }) => (
						<tr key={row}>
							<td>{t('data.line', { line: format.number(row) })}</td>
							<td className="fault">{code('badRow', kind)}</td>
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
