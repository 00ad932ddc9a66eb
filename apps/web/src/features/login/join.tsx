'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../../design/button';
import { FormField } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { documents } from '../../lib/documents';
import { adopt, step } from './adopt';
import { refusalText } from './refusal';
import { useReady } from './use-ready';

const password = { type: 'password', autoComplete: 'new-password', minLength: 12, required: true } as const;

/** Where an invitation's link leads. Its secret stands behind the #, which no server sees. */
export function Join({ apiUrl }: { apiUrl: string }) {
	const { t, code: coded } = useLook();
	const [error, setError] = useState('');
	const ready = useReady();
	const [busy, setBusy] = useState(false);

	async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		if (form.get('password') !== form.get('again')) {
			setError(t('join.differ'));
			return;
		}
		setBusy(true);
		setError('');
		try {
			const input = { token: window.location.hash.slice(1), name: form.get('name'), password: form.get('password') };
			const answer = await step(apiUrl, { query: documents.acceptInvitation, variables: { input } });
			setError(
				answer.refreshToken === undefined
					? refusalText(answer, { wrong: 'refusal.INVITATION', t, coded })
					: await adopt(answer.refreshToken),
			);
		} catch {
			setError(t('problem.silent'));
		}
		setBusy(false);
	}

	return (
		<main className="login">
			<form className="login-card" method="post" onSubmit={(event) => void submit(event)}>
				<div className="wordmark large">Meridian</div>
				<p className="muted">{t('join.lead')}</p>
				<FormField
					label={t('join.name')}
					help={t('join.nameHelp')}
					name="name"
					autoComplete="name"
					required
					maxLength={80}
					testId="join-name"
				/>
				<FormField label={t('login.newPassword')} help={t('password.help')} {...password} name="password" testId="join-password" />
				<FormField label={t('join.once')} help={t('join.againHelp')} {...password} name="again" testId="join-again" />
				{error !== '' && (
					<p className="error-text" role="alert" data-testid="join-error">
						{error}
					</p>
				)}
				<Button submit tone="primary" disabled={busy || !ready} testId="join-submit">
					{t(busy ? 'join.signingUp' : 'join.signUp')}
				</Button>
			</form>
		</main>
	);
}
