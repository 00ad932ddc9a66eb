'use client';

import { type FormEvent, useState } from 'react';
import { documents } from '../../lib/documents';
import { adopt, step } from './adopt';
import { useReady } from './use-ready';

/** Where an invitation's link leads. Its secret stands behind the #, which no server sees. */
export function Join({ apiUrl }: { apiUrl: string }) {
	const [error, setError] = useState('');
	const ready = useReady();
	const [busy, setBusy] = useState(false);

	async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		if (form.get('password') !== form.get('again')) {
			setError('The two passwords differ.');
			return;
		}
		setBusy(true);
		setError('');
		try {
			const input = { token: window.location.hash.slice(1), name: form.get('name'), password: form.get('password') };
			const answer = await step(apiUrl, { query: documents.acceptInvitation, variables: { input } });
			setError(answer.refreshToken === undefined ? (answer.message ?? 'That did not work.') : await adopt(answer.refreshToken));
		} catch {
			setError('Meridian does not answer right now. Try again in a moment.');
		}
		setBusy(false);
	}

	return (
		<main className="login">
			<form className="login-card" method="post" onSubmit={(event) => void submit(event)}>
				<div className="wordmark large">Meridian</div>
				<p className="muted">You were invited. Choose how you are called, and a password.</p>
				<label>
					Name
					<input name="name" autoComplete="name" required maxLength={80} data-testid="join-name" />
				</label>
				<label>
					Password, at least 12 characters
					<input name="password" type="password" autoComplete="new-password" minLength={12} required data-testid="join-password" />
				</label>
				<label>
					Once more
					<input name="again" type="password" autoComplete="new-password" minLength={12} required data-testid="join-again" />
				</label>
				{error !== '' && (
					<p className="error-text" role="alert" data-testid="join-error">
						{error}
					</p>
				)}
				<button className="primary" type="submit" disabled={busy || !ready} data-testid="join-submit">
					{busy ? 'Signing up…' : 'Sign up'}
				</button>
			</form>
		</main>
	);
}
