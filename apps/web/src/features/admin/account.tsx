'use client';

import { startRegistration } from '@simplewebauthn/browser';
import { type FormEvent, useState } from 'react';
import { documents } from '../../lib/documents';
import { dateTime } from '../../lib/format';
import { Frame } from './frame';
import { PasswordForm } from './password-form';
import { PushSection } from './push-section';
import { type AdminInput, useAdmin } from './use-admin';

type Session = {
	sessionId: string;
	current: boolean;
	userAgent: string;
	sourceIp: string;
	methods: string[];
	createdAt: string;
	lastUsedAt: string;
};
type Factor = { factorId: string; kind: string; name: string; createdAt: string; lastUsedAt: string | null };
type Totp = { factorId: string; secret: string; uri: string };

/** A person's own: where they are logged in, and how they prove who they are. */
export function Account(props: AdminInput & { operator: boolean }) {
	const { data, failure, act, proof } = useAdmin<{ sessions: Session[]; secondFactors: Factor[] }>(props, documents.account);
	const [totp, setTotp] = useState<Totp>();
	const [codes, setCodes] = useState<string[]>([]);

	const showCodes = (answer: Record<string, unknown> | null) => {
		if (answer === null) return;
		setTotp(undefined);
		if (Array.isArray(answer.recoveryCodes)) setCodes(answer.recoveryCodes.map(String));
	};
	async function beginTotp(): Promise<void> {
		const answer = await act(documents.beginTotp);
		if (answer) setTotp({ factorId: String(answer.factorId), secret: String(answer.secret), uri: String(answer.uri) });
	}
	async function confirmTotp(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const code = String(new FormData(event.currentTarget).get('code') ?? '').trim();
		if (totp) showCodes(await act(documents.confirmTotp, { factorId: totp.factorId, secret: totp.secret, code }));
	}
	async function addPasskey(): Promise<void> {
		const begun = await act(documents.beginPasskey);
		if (begun === null) return;
		const response = await startRegistration({ optionsJSON: JSON.parse(String(begun.options)) });
		const name = navigator.platform === '' ? 'Passkey' : `Passkey, ${navigator.platform}`;
		showCodes(await act(documents.confirmPasskey, { ticket: begun.ticket, name, response: JSON.stringify(response) }));
	}

	return (
		<Frame title="Your account" here="/account" operator={props.operator} failure={failure} proof={proof}>
			<h2>How you prove who you are</h2>
			<div className="cards" data-testid="factors">
				<article className="card">
					<div>
						<strong>Password</strong>
						<div className="muted">The first step of every log-in.</div>
					</div>
					<PasswordForm act={act} />
				</article>
				{data?.secondFactors.map((factor) => (
					<article key={factor.factorId} className="card">
						<div>
							<strong>{factor.name}</strong>
							<div className="muted">
								added {dateTime(factor.createdAt)}
								{factor.lastUsedAt && `, last used ${dateTime(factor.lastUsedAt)}`}
							</div>
						</div>
						<button type="button" onClick={() => void act(documents.removeFactor, { id: factor.factorId })}>
							Remove
						</button>
					</article>
				))}
			</div>
			<div className="actions">
				<button type="button" onClick={() => void beginTotp()} data-testid="add-totp">
					Add an authenticator app
				</button>
				<button type="button" onClick={() => void addPasskey().catch(() => undefined)} data-testid="add-passkey">
					Add a passkey or hardware key
				</button>
				{data && data.secondFactors.length > 0 && (
					<button type="button" onClick={() => void act(documents.renewRecoveryCodes).then(showCodes)}>
						New recovery codes
					</button>
				)}
			</div>
			{totp && (
				<form className="card row-form" onSubmit={(event) => void confirmTotp(event)}>
					<p className="secret">
						Give this key to your app, or open <a href={totp.uri}>this link</a> on the phone:
						<code data-testid="totp-secret">{totp.secret}</code>
					</p>
					<label>
						Then the six digits that it shows
						<input name="code" inputMode="numeric" pattern="\d{6}" required data-testid="totp-code" />
					</label>
					<button className="primary" type="submit" data-testid="totp-confirm">
						Confirm
					</button>
				</form>
			)}
			{codes.length > 0 && (
				<section className="card">
					<p className="secret">
						Keep these recovery codes. Each is for one log-in without your app or key, and they are shown this once:
						<code data-testid="recovery-codes">{codes.join('  ')}</code>
					</p>
				</section>
			)}
			{!props.operator && <PushSection {...props} />}
			<h2>Where you are logged in</h2>
			<div className="cards" data-testid="sessions">
				{data?.sessions.map((session) => (
					<article key={session.sessionId} className="card">
						<div>
							<strong>{session.current ? 'This device' : session.sourceIp}</strong>
							<div className="muted agent">{session.userAgent}</div>
							<div className="muted">
								since {dateTime(session.createdAt)}, last used {dateTime(session.lastUsedAt)}, by {session.methods.join(' and ')}
							</div>
						</div>
						{!session.current && (
							<button type="button" className="danger" onClick={() => void act(documents.revokeSession, { id: session.sessionId })}>
								End
							</button>
						)}
					</article>
				))}
			</div>
			{data && data.sessions.length > 1 && (
				<button type="button" onClick={() => void act(documents.revokeOtherSessions)}>
					End all others
				</button>
			)}
		</Frame>
	);
}
