'use client';

import { signIn } from 'next-auth/react';
import { type FormEvent, useEffect, useState } from 'react';

export default function LoginPage() {
	const [error, setError] = useState('');
	const [busy, setBusy] = useState(false);
	useEffect(() => {
		if (new URLSearchParams(window.location.search).has('expired')) setError('Your session has ended. Please sign in again.');
	}, []);

	async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		setBusy(true);
		setError('');
		const result = await signIn('credentials', { email: form.get('email'), password: form.get('password'), redirect: false });
		if (result?.ok && !result.error) window.location.assign('/');
		else {
			setError(result?.error === 'CredentialsSignin' ? 'Email or password is wrong.' : (result?.error ?? 'The login failed.'));
			setBusy(false);
		}
	}

	return (
		<main className="login">
			<form className="login-card" onSubmit={submit}>
				<div className="wordmark large">Meridian</div>
				<p className="muted">Institutional trading through MetaTrader 5</p>
				<label>
					Email
					<input name="email" type="email" autoComplete="username" required data-testid="login-email" />
				</label>
				<label>
					Password
					<input name="password" type="password" autoComplete="current-password" required data-testid="login-password" />
				</label>
				{error !== '' && (
					<p className="error-text" role="alert" data-testid="login-error">
						{error}
					</p>
				)}
				<button className="primary" type="submit" disabled={busy} data-testid="login-submit">
					{busy ? 'Signing in…' : 'Sign in'}
				</button>
			</form>
		</main>
	);
}
