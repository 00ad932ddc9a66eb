'use client';

import { startRegistration } from '@simplewebauthn/browser';
import { type FormEvent, useState } from 'react';
import { Button } from '../../design/button';
import { FormField } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { Rich } from '../../design/rich';
import { documents } from '../../lib/documents';
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
	const { t, code, format } = useLook();
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
		const name = navigator.platform === '' ? t('account.passkey') : t('account.passkeyOf', { platform: navigator.platform });
		showCodes(await act(documents.confirmPasskey, { ticket: begun.ticket, name, response: JSON.stringify(response) }));
	}

	return (
		<Frame title={t('account.title')} here="/account" operator={props.operator} failure={failure} proof={proof}>
			<h2>{t('account.proofs')}</h2>
			<div className="cards" data-testid="factors">
				<article className="card">
					<div>
						<strong>{t('account.password')}</strong>
						<div className="muted">{t('account.passwordText')}</div>
					</div>
					<PasswordForm act={act} />
				</article>
				{data?.secondFactors.map((factor) => (
					<article key={factor.factorId} className="card">
						<div>
							<strong>{factor.name}</strong>
							<div className="muted">
								{[
									t('account.added', { time: format.dateTime(factor.createdAt) }),
									...(factor.lastUsedAt ? [t('account.lastUsed', { time: format.dateTime(factor.lastUsedAt) })] : []),
								].join(' · ')}
							</div>
						</div>
						<Button onClick={() => void act(documents.removeFactor, { id: factor.factorId })}>{t('account.remove')}</Button>
					</article>
				))}
			</div>
			<div className="actions">
				<Button onClick={() => void beginTotp()} testId="add-totp">
					{t('account.addTotp')}
				</Button>
				<Button onClick={() => void addPasskey().catch(() => undefined)} testId="add-passkey">
					{t('account.addPasskey')}
				</Button>
				{data && data.secondFactors.length > 0 && (
					<Button onClick={() => void act(documents.renewRecoveryCodes).then(showCodes)}>{t('account.newCodes')}</Button>
				)}
			</div>
			{totp && (
				<form className="card row-form" onSubmit={(event) => void confirmTotp(event)}>
					<p className="secret">
						<Rich word="account.totpSecret" parts={{ link: <a href={totp.uri}>{t('account.totpLink')}</a> }} />
						<code data-testid="totp-secret">{totp.secret}</code>
					</p>
					<FormField
						label={t('account.totpCode')}
						help={t('account.totpHelp')}
						name="code"
						inputMode="numeric"
						pattern="\d{6}"
						required
						testId="totp-code"
					/>
					<Button submit tone="primary" testId="totp-confirm">
						{t('account.confirm')}
					</Button>
				</form>
			)}
			{codes.length > 0 && (
				<section className="card">
					<p className="secret">
						{t('account.codes')}
						<code data-testid="recovery-codes">{codes.join('  ')}</code>
					</p>
				</section>
			)}
			{!props.operator && <PushSection {...props} />}
			<h2>{t('account.sessions')}</h2>
			<div className="cards" data-testid="sessions">
				{data?.sessions.map((session) => (
					<article key={session.sessionId} className="card">
						<div>
							<strong>{session.current ? t('account.here') : session.sourceIp}</strong>
							<div className="muted agent">{session.userAgent}</div>
							<div className="muted">
								{t('account.session', {
									since: format.dateTime(session.createdAt),
									used: format.dateTime(session.lastUsedAt),
									methods: session.methods.map((method) => code('method', method)).join(', '),
								})}
							</div>
						</div>
						{!session.current && (
							<Button tone="danger" onClick={() => void act(documents.revokeSession, { id: session.sessionId })}>
								{t('account.end')}
							</Button>
						)}
					</article>
				))}
			</div>
			{data && data.sessions.length > 1 && (
				<Button onClick={() => void act(documents.revokeOtherSessions)}>{t('account.endOthers')}</Button>
			)}
		</Frame>
	);
}
