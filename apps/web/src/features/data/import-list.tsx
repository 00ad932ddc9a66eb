'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { useLook } from '../../design/look-context';
import { Panel } from '../../design/panel';
import { Table } from '../../design/table';
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
		<Panel title={t('data.imports')} flush>
			<Table
				label={t('data.imports')}
				rows={rows}
				keyOf={({ importId }) => importId}
				testId="imports"
				rowTestId="import"
				columns={[
					{ id: 'file', title: t('data.file'), value: ({ fileName }) => fileName },
					{ id: 'into', title: t('data.into'), value: ({ venue, instrument }) => `${venue ?? '–'} ${instrument ?? ''}` },
					{ ...{ id: 'state', title: t('data.state'), value: ({ status }: ImportRow) => status }, cell: (row) => <State row={row} /> },
					{ id: 'taken', title: t('data.storedRows'), numeric: true, value: ({ taken }) => format.number(taken) },
					{
						...{ id: 'bad', title: t('data.notStored'), numeric: true, value: ({ bad }: ImportRow) => bad },
						cell: ({ bad, status, importId }) =>
							bad === '0' ? (
								'0'
							) : (
								<Button size="s" disabled={status !== 'DONE'} onClick={() => void show(importId)}>
									{t('data.rows', { count: format.number(bad) })}
								</Button>
							),
					},
				]}
				actions={(row) =>
					(isOver(row) || row.status === 'UPLOADED') && (
						<Button size="s" tone="quiet" onClick={() => void discard(row.importId)}>
							{t(row.status === 'UPLOADED' ? 'data.discard' : 'data.hide')}
						</Button>
					)
				}
			/>
			<Dialog
				open={open !== undefined}
				onClose={() => setOpen(undefined)}
				title={t(open?.bad.length === 100 ? 'data.badRowsCut' : 'data.badRows')}
				kind="side"
				size="l"
			>
				{open !== undefined && <BadRows rows={open.bad} />}
			</Dialog>
		</Panel>
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

function BadRows({ rows }: { rows: readonly BadRow[] }) {
	const { t, code, format } = useLook();
	return (
		<Table
			label={t('data.badRows')}
			rows={rows}
			keyOf={({ row }) => String(row)}
			testId="bad-rows"
			columns={[
				{ id: 'row', title: t('data.lineHead'), numeric: true, value: ({ row }) => format.number(row) },
				{ id: 'kind', title: t('data.wrong'), value: ({ kind }) => code('badRow', kind) },
				{ ...{ id: 'text', title: t('data.inFile'), value: ({ text }: BadRow) => text }, cell: ({ text }) => <code>{text}</code> },
			]}
		/>
	);
}
