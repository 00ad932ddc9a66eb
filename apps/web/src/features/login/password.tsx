'use client';

import { type FormEvent, type ReactNode, useState } from 'react';
import { documents } from '../../lib/documents';
import { step } from './adopt';
import { useReady } from './use-ready';

/** Asks for a link to choose a new password. What it says is the same for every address. */
export const Forgot = ({ apiUrl }: { apiUrl: string }) => (
	<Card
		lead="A link to choose a new password is sent to your address."
		done="If somebody with that address signs in by password here, a link is on its way. It works once, for half an hour."
		label="Send the link"
		ask={(form) => step(apiUrl, { query: documents.requestPasswordReset, variables: { email: form.get('email') } })}
	>
		<label>
			Email
			<input name="email" type="email" autoComplete="username" required data-testid="forgot-email" />
		</label>
	</Card>
);

/** Where such a link leads. Its secret stands behind the #, which no server sees. */
export const Reset = ({ apiUrl }: { apiUrl: string }) => (
	<Card
		lead="Choose a new password."
		done="Your password is set, and all your sessions have ended."
		label="Set the password"
		ask={(form) => {
			const input = { token: window.location.hash.slice(1), password: form.get('password') };
			return step(apiUrl, { query: documents.resetPassword, variables: { input } });
		}}
	>
		<label>
			Password, at least 12 characters
			<input name="password" type="password" autoComplete="new-password" minLength={12} required data-testid="reset-password" />
		</label>
	</Card>
);

function Card(props: {
	lead: string;
	done: string;
	label: string;
	ask: (form: FormData) => Promise<{ __typename: string; message?: string }>;
	children: ReactNode;
}) {
	const ready = useReady();
	const [state, setState] = useState<'asking' | 'busy' | 'done'>('asking');
	const [error, setError] = useState('');
	async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const form = new FormData(event.currentTarget);
		setState('busy');
		try {
			const { message = '' } = await props.ask(form);
			setError(message);
			setState(message === '' ? 'done' : 'asking');
		} catch {
			setError('Meridian does not answer right now. Try again in a moment.');
			setState('asking');
		}
	}
	return (
		<main className="login">
			<form className="login-card" method="post" onSubmit={(event) => void submit(event)}>
				<div className="wordmark large">Meridian</div>
				<p className="muted" data-testid="password-lead">
					{state === 'done' ? props.done : props.lead}
				</p>
				{state !== 'done' && props.children}
				{error !== '' && (
					<p className="error-text" role="alert">
						{error}
					</p>
				)}
				{state !== 'done' && (
					<button className="primary" type="submit" disabled={state === 'busy' || !ready} data-testid="password-send">
						{props.label}
					</button>
				)}
				<a href="/login">To the sign-in</a>
			</form>
		</main>
	);
}
