'use client';

import { startAuthentication } from '@simplewebauthn/browser';
import { type FormEvent, useEffect, useState } from 'react';
import { documents } from '../../lib/documents';
import { adopt, type Step, step } from './adopt';
import { useReady } from './use-ready';

export function Login({ apiUrl }: { apiUrl: string }) {
	const [error, setError] = useState('');
	const ready = useReady();
	const [working, setBusy] = useState(false);
	const busy = working || !ready;
	const [second, setSecond] = useState<Step>();
	useEffect(() => {
		if (new URLSearchParams(window.location.search).has('expired')) setError('Your session has ended. Please sign in again.');
	}, []);

	async function go(work: () => Promise<Step>): Promise<void> {
		setBusy(true);
		setError('');
		try {
			const answer = await work();
			if (answer.refreshToken !== undefined) setError(await adopt(answer.refreshToken));
			else if (answer.ticket !== undefined) setSecond(answer);
			else setError(answer.message ?? 'The login was refused.');
		} catch {
			setError('Meridian does not answer right now. Try again in a moment.');
		}
		setBusy(false);
	}

	function password(event: FormEvent<HTMLFormElement>): void {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		const input = { email: form.get('email'), password: form.get('password') };
		void go(() => step(apiUrl, { query: documents.login, variables: { input } }));
	}
	const complete = (proof: Record<string, unknown>) =>
		step(apiUrl, { query: documents.completeLogin, variables: { input: { ticket: second?.ticket ?? '', ...proof } } });
	function code(event: FormEvent<HTMLFormElement>): void {
		event.preventDefault();
		const text = String(new FormData(event.currentTarget).get('code') ?? '').trim();
		void go(() => complete(/^\d{6}$/.test(text) ? { totpCode: text } : { recoveryCode: text }));
	}
	async function passkey(): Promise<Step> {
		const response = await startAuthentication({ optionsJSON: JSON.parse(second?.passkeyOptions ?? '{}') });
		return complete({ passkey: JSON.stringify(response) });
	}

	async function sso(form: FormData): Promise<void> {
		setBusy(true);
		setError('');
		try {
			const { url, binding, message } = await step(apiUrl, { query: documents.beginSso, variables: { email: form.get('email') } });
			if (url === undefined || binding === undefined) setError(message ?? 'There is no single sign-on for this address.');
			else {
				// This browser alone can finish what it began.
				sessionStorage.setItem('sso-binding', binding);
				window.location.assign(url);
				return;
			}
		} catch {
			setError('Meridian does not answer right now. Try again in a moment.');
		}
		setBusy(false);
	}

	const failure = error !== '' && (
		<p className="error-text" role="alert" data-testid="login-error">
			{error}
		</p>
	);
	const head = (
		<>
			<div className="wordmark large">Meridian</div>
			<p className="muted">Institutional trading through MetaTrader 5</p>
		</>
	);
	if (second)
		return (
			<main className="login">
				<form className="login-card" method="post" onSubmit={code}>
					{head}
					{second.methods?.includes('PASSKEY') && (
						<button className="primary" type="button" disabled={busy} onClick={() => void go(passkey)} data-testid="login-passkey">
							Use a passkey
						</button>
					)}
					<label>
						{second.methods?.includes('TOTP') ? 'Code of your app, or a recovery code' : 'A recovery code'}
						<input name="code" autoComplete="one-time-code" required data-testid="login-code" />
					</label>
					{failure}
					<button type="submit" disabled={busy} data-testid="login-code-submit">
						{working ? 'Checking…' : 'Continue'}
					</button>
					<button type="button" onClick={() => window.location.assign('/login')}>
						Begin again
					</button>
				</form>
			</main>
		);
	return (
		<main className="login">
			<form className="login-card" method="post" onSubmit={password}>
				{head}
				<label>
					Email
					<input name="email" type="email" autoComplete="username" required data-testid="login-email" />
				</label>
				<label>
					Password
					<input name="password" type="password" autoComplete="current-password" required data-testid="login-password" />
				</label>
				{failure}
				<button className="primary" type="submit" disabled={busy} data-testid="login-submit">
					{working ? 'Signing in…' : 'Sign in'}
				</button>
				<button
					type="button"
					disabled={busy}
					onClick={(event) => void sso(new FormData(event.currentTarget.form ?? undefined))}
					data-testid="login-sso"
				>
					Continue with single sign-on
				</button>
				<a href="/forgot">Forgot your password?</a>
			</form>
		</main>
	);
}
