'use client';

import { useCallback, useEffect, useMemo, useState } from 'react';
import { useLook } from '../../design/look-context';
import { Page } from '../../design/panel';
import { Failure, Loading } from '../../design/state';
import { connectApi } from '../../lib/api';
import { dataDocuments } from '../../lib/data-documents';
import { tokenSource } from '../../lib/token';
import { ImportList } from './import-list';
import { ImportWizard } from './import-wizard';
import { type ImportFormat, type ImportRow, isOver, type Series } from './model';
import { SeriesTable } from './series-table';

type Room = {
	readonly me: { readonly permissions: readonly string[] };
	readonly importFormats: readonly ImportFormat[];
	readonly dataImports: readonly ImportRow[];
	readonly marketDataSeries: readonly Series[];
};

/** What the tenant has in the tick store, and the way of a file into it. */
export function DataRoom({ apiUrl, token: firstToken, expiresAtMs }: { apiUrl: string; token: string; expiresAtMs: number }) {
	const { t } = useLook();
	const token = useMemo(() => tokenSource({ token: firstToken, expiresAtMs }), [firstToken, expiresAtMs]);
	const api = useMemo(() => connectApi({ url: apiUrl, token, onLine: () => undefined, onReconnect: () => undefined }), [apiUrl, token]);
	const [room, setRoom] = useState<Room>();
	const [error, setError] = useState('');
	const refresh = useCallback(async () => {
		try {
			setRoom(await api.request<Room>(dataDocuments.room));
		} catch (failure) {
			setError(failure instanceof Error ? failure.message : String(failure));
		}
	}, [api]);
	useEffect(() => void refresh(), [refresh]);
	useEffect(() => () => api.close(), [api]);

	const [watched, setWatched] = useState<readonly string[]>([]);
	const live = (room?.dataImports ?? [])
		.filter((row) => row.status === 'QUEUED' || row.status === 'RUNNING')
		.map(({ importId }) => importId);
	const watching = [...new Set([...watched, ...live])].sort().join(' ');
	useEffect(() => {
		const take = (row: ImportRow) => {
			setRoom((old) => old && { ...old, dataImports: [row, ...old.dataImports.filter(({ importId }) => importId !== row.importId)] });
			if (!isOver(row)) return;
			setWatched((ids) => ids.filter((id) => id !== row.importId));
			void refresh();
		};
		const stops = watching
			.split(' ')
			.filter((id) => id !== '')
			.map((id) => api.subscribe<{ dataImport: ImportRow }>(dataDocuments.live, ({ dataImport }) => take(dataImport), { importId: id }));
		return () => {
			for (const stop of stops) stop();
		};
	}, [api, watching, refresh]);

	const mayImport = room?.me.permissions.includes('DATA_IMPORT') ?? false;
	return (
		<Page title={t('data.title')}>
			{room === undefined && (error === '' ? <Loading rows={6} /> : <Failure text={error} onRetry={() => void refresh()} />)}
			{room !== undefined && mayImport && (
				<ImportWizard
					{...{ apiUrl, token, formats: room.importFormats, request: api.request, refresh }}
					onStarted={(importId) => setWatched((ids) => [...ids, importId])}
				/>
			)}
			{room !== undefined && mayImport && <ImportList {...{ rows: room.dataImports, request: api.request, refresh }} />}
			{room !== undefined && <SeriesTable series={room.marketDataSeries} />}
		</Page>
	);
}
