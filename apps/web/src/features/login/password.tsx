'use client';

import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '../../design/button';
import { FormField } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import type { Translate } from '../../i18n/said';
import type { Word } from '../../i18n/words';
import { documents } from '../../lib/documents';
import { type Step, step } from './adopt';
import { refusalText } from './refusal';
import { useReady } from './use-ready';

/** Asks for a link to choose a new password. What it says is the same for every address. */
export const Forgot = ({ apiUrl }: { apiUrl: string }) => (
	<Card
		words={{ lead: 'password.forgotLead', done: 'password.forgotDone', send: 'password.send' }}
		ask={(form) => step(apiUrl, { query: documents.requestPasswordReset, variables: { email: form.get('email') } })}
	>
		{(t) => (
			<FormField
				label={t('login.email')}
				help={t('password.emailHelp')}
				name="email"
				type="email"
				autoComplete="username"
				required
				testId="forgot-email"
			/>
		)}
	</Card>
);

/** Where such a link leads. Its secret stands behind the #, which no server sees. */
export const Reset = ({ apiUrl }: { apiUrl: string }) => (
	<Card
		words={{ lead: 'password.resetLead', done: 'password.resetDone', send: 'password.set' }}
		ask={(form) => {
			const input = { token: window.location.hash.slice(1), password: form.get('password') };
			return step(apiUrl, { query: documents.resetPassword, variables: { input } });
		}}
	>
		{(t) => (
			<FormField
				label={t('login.newPassword')}
				help={t('password.help')}
				name="password"
				type="password"
				autoComplete="new-password"
				minLength={12}
				required
				testId="reset-password"
			/>
		)}
	</Card>
);

function Card(props: {
	words: Readonly<Record<'lead' | 'done' | 'send', Word>>;
	ask: (form: FormData) => Promise<Step>;
	children: (t: Translate) => ReactNode;
}) {
	const { t, code: coded } = useLook();
	const ready = useReady();
	const [state, setState] = useState<'asking' | 'busy' | 'done'>('asking');
	const [error, setError] = useState('');
	async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		setState('busy');
		try {
			const answer = await props.ask(form);
			const isDone = answer.message === undefined;
			setError(isDone ? '' : refusalText(answer, { wrong: 'refusal.LINK', t, coded }));
			setState(isDone ? 'done' : 'asking');
		} catch {
			setError(t('problem.silent'));
			setState('asking');
		}
	}
	return (
		<main className="login">
			<form className="login-card" method="post" onSubmit={(event) => void submit(event)}>
				<div className="wordmark large">Meridian</div>
				<p className="muted" data-testid="password-lead">
					{t(state === 'done' ? props.words.done : props.words.lead)}
				</p>
				{state !== 'done' && props.children(t)}
				{error !== '' && (
					<p className="error-text" role="alert">
						{error}
					</p>
				)}
				{state !== 'done' && (
					<Button submit tone="primary" disabled={state === 'busy' || !ready} testId="password-send">
						{t(props.words.send)}
					</Button>
				)}
				<a href="/login">{t('login.toSignIn')}</a>
			</form>
		</main>
	);
}
