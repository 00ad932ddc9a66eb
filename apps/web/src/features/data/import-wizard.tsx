'use client';

import { useState } from 'react';
import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';
import { Panel, Row } from '../../design/panel';
import { Notice } from '../../design/state';
import type { Api } from '../../lib/api';
import { dataDocuments } from '../../lib/data-documents';
import type { TokenSource } from '../../lib/token';
import { emptySettings, type ImportFormat, type Preview, type Problem, type Settings, settingsInput } from './model';
import { PreviewTable } from './preview-table';
import { SettingsForm } from './settings-form';
import { uploadFile } from './upload';
import './data.css';

type Props = {
	readonly apiUrl: string;
	readonly token: TokenSource;
	readonly formats: readonly ImportFormat[];
	readonly request: Api['request'];
	readonly refresh: () => Promise<void>;
	readonly onStarted: (importId: string) => void;
};
type Uploaded = { readonly importId: string; readonly name: string };

/** One file: sent, looked at, imported. Nothing is stored before the last step. */
export function ImportWizard({ apiUrl, token, formats, request, refresh, onStarted }: Props) {
	const { t } = useLook();
	const [file, setFile] = useState<Uploaded>();
	const [sent, setSent] = useState<number>();
	const [settings, setSettings] = useState<Settings>(emptySettings);
	const [preview, setPreview] = useState<Preview>();
	const [error, setError] = useState('');
	const [busy, setBusy] = useState(false);

	async function attempt(work: () => Promise<void>): Promise<void> {
		setBusy(true);
		setError('');
		try {
			await work();
		} catch (failure) {
			setError(failure instanceof Error ? failure.message : String(failure));
		}
		setBusy(false);
	}
	const send = (chosen: File) =>
		attempt(async () => {
			setSent(0);
			setPreview(undefined);
			try {
				setFile({ importId: await uploadFile(chosen, { apiUrl, token: await token(), onSent: setSent }), name: chosen.name });
			} finally {
				setSent(undefined);
			}
			await refresh();
		});
	const look = (uploaded: Uploaded) =>
		attempt(async () => {
			const variables = { importId: uploaded.importId, settings: settingsInput(settings, t) };
			const { importPreview } = await request<{ importPreview: Preview | Problem }>(dataDocuments.preview, variables);
			if ('message' in importPreview) throw new Error(importPreview.message);
			setPreview(importPreview);
		});
	const start = (uploaded: Uploaded) =>
		attempt(async () => {
			const variables = { importId: uploaded.importId, settings: settingsInput(settings, t) };
			const { startDataImport } = await request<{ startDataImport: Partial<Problem> }>(dataDocuments.start, variables);
			if (startDataImport.message !== undefined) throw new Error(startDataImport.message);
			onStarted(uploaded.importId);
			setFile(undefined);
			setPreview(undefined);
			await refresh();
		});

	return (
		<Panel title={t('data.import')} testId="import-wizard">
			{file === undefined ? (
				<label className="d-drop">
					{t(sent === undefined ? 'data.drop' : 'data.sending')}
					<input
						type="file"
						data-testid="import-file"
						disabled={busy}
						onChange={(event) => {
							const [chosen] = event.target.files ?? [];
							if (chosen) void send(chosen);
						}}
					/>
					{sent !== undefined && <progress value={sent} max={1} aria-label={t('data.sent')} />}
				</label>
			) : (
				<>
					<p className="muted">{file.name}</p>
					<SettingsForm
						{...{ settings, formats }}
						onChange={(next) => {
							setSettings(next);
							setPreview(undefined);
						}}
					/>
					<Row>
						<Button disabled={busy || settings.venue.trim() === ''} testId="import-preview" onClick={() => void look(file)}>
							{t('data.preview')}
						</Button>
						<Button tone="primary" disabled={busy || preview === undefined} testId="import-start" onClick={() => void start(file)}>
							{t('data.start')}
						</Button>
						<Button tone="quiet" disabled={busy} onClick={() => setFile(undefined)}>
							{t('data.later')}
						</Button>
					</Row>
				</>
			)}
			{error !== '' && (
				<Notice tone="bad" testId="import-error">
					{error}
				</Notice>
			)}
			{preview !== undefined && <PreviewTable preview={preview} />}
		</Panel>
	);
}
