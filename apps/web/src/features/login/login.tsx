'use client';

import { startAuthentication } from '@simplewebauthn/browser';
import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '../../design/button';
import { FormField } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { documents } from '../../lib/documents';
import { adopt, type Step, step } from './adopt';
import { refusalText } from './refusal';
import { useReady } from './use-ready';

export function Login({ apiUrl }: { apiUrl: string }) {
	const { t, code: coded } = useLook();
	const [error, setError] = useState('');
	const ready = useReady();
	const [working, setBusy] = useState(false);
	const busy = working || !ready;
	const [second, setSecond] = useState<Step>();
	useEffect(() => {
		if (new URLSearchParams(window.location.search).has('expired')) setError(t('login.expired'));
	}, [t]);

	async function go(work: () => Promise<Step>): Promise<void> {
		setBusy(true);
		setError('');
		try {
			const answer = await work();
			if (answer.refreshToken !== undefined) setError(await adopt(answer.refreshToken));
			else if (answer.ticket !== undefined) setSecond(answer);
			else setError(refusalText(answer, { wrong: second === undefined ? 'refusal.WRONG' : 'refusal.CODE', t, coded }));
		} catch {
			setError(t('problem.silent'));
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
			const answer = await step(apiUrl, { query: documents.beginSso, variables: { email: form.get('email') } });
			const { url, binding } = answer;
			if (url === undefined || binding === undefined) setError(refusalText(answer, { wrong: 'login.noSso', t, coded }));
			else {
				// This browser alone can finish what it began.
				sessionStorage.setItem('sso-binding', binding);
				window.location.assign(url);
				return;
			}
		} catch {
			setError(t('problem.silent'));
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
			<p className="muted">{t('login.tagline')}</p>
		</>
	);
	if (second)
		return (
			<main className="login">
				<form className="login-card" method="post" onSubmit={code}>
					{head}
					{second.methods?.includes('PASSKEY') && (
						<Button tone="primary" disabled={busy} onClick={() => void go(passkey)} testId="login-passkey">
							{t('login.passkey')}
						</Button>
					)}
					<FormField
						label={t(second.methods?.includes('TOTP') ? 'login.code' : 'login.recoveryCode')}
						help={t('login.codeHelp')}
						name="code"
						autoComplete="one-time-code"
						required
						testId="login-code"
					/>
					{failure}
					<Button submit disabled={busy} testId="login-code-submit">
						{t(working ? 'login.checking' : 'login.continue')}
					</Button>
					<Button onClick={() => window.location.assign('/login')}>{t('login.again')}</Button>
				</form>
			</main>
		);
	return (
		<main className="login">
			<form className="login-card" method="post" onSubmit={password}>
				{head}
				<FormField
					label={t('login.email')}
					help={t('password.emailHelp')}
					name="email"
					type="email"
					autoComplete="username"
					required
					testId="login-email"
				/>
				<FormField
					label={t('login.password')}
					help={t('login.passwordHelp')}
					name="password"
					type="password"
					autoComplete="current-password"
					required
					testId="login-password"
				/>
				{failure}
				<Button submit tone="primary" disabled={busy} testId="login-submit">
					{t(working ? 'login.signingIn' : 'login.signIn')}
				</Button>
				<Button disabled={busy} onClick={(event) => void sso(new FormData(event.currentTarget.form ?? undefined))} testId="login-sso">
					{t('login.sso')}
				</Button>
				<a href="/forgot">{t('login.forgot')}</a>
			</form>
		</main>
	);
}
