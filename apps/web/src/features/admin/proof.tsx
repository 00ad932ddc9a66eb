'use client';

import { startAuthentication } from '@simplewebauthn/browser';
import { type FormEvent, useEffect, useState } from 'react';
import { documents } from '../../lib/documents';
import type { UserError } from '../../lib/types';
import type { ProofState } from './use-admin';

type Challenge = { ticket: string; passkeyOptions: string | null };

/** Asks once more who is at the device, before a sensitive act. */
export function Proof({ open, request, done }: ProofState) {
	const [challenge, setChallenge] = useState<Challenge>();
	const [error, setError] = useState('');
	useEffect(() => {
		if (!open) return;
		setError('');
		request<{ beginProof: Challenge }>(documents.beginProof).then(
			({ beginProof }) => setChallenge(beginProof),
			(reason: Error) => setError(reason.message),
		);
	}, [open, request]);
	if (!open) return null;

	async function prove(input: Record<string, unknown>): Promise<void> {
		const { proveAgain } = await request<{ proveAgain: UserError }>(documents.proveAgain, {
			input: { ticket: challenge?.ticket, ...input },
		});
		if (proveAgain.code === undefined) done(true);
		else setError(proveAgain.message ?? proveAgain.code);
	}
	function submit(event: FormEvent<HTMLFormElement>): void {
		event.preventDefault();
		const text = String(new FormData(event.currentTarget).get('proof') ?? '');
		prove(/^\d{6}$/.test(text.trim()) ? { totpCode: text.trim() } : { password: text, recoveryCode: text }).catch((reason: Error) =>
			setError(reason.message),
		);
	}
	async function passkey(): Promise<void> {
		const response = await startAuthentication({ optionsJSON: JSON.parse(challenge?.passkeyOptions ?? '{}') });
		await prove({ passkey: JSON.stringify(response) });
	}
	return (
		<div className="veil">
			<form className="login-card" onSubmit={submit} role="dialog" aria-label="Prove who you are">
				<strong>Is it you?</strong>
				<p className="muted">This is a sensitive act. Prove once more who you are.</p>
				{challenge?.passkeyOptions && (
					<button className="primary" type="button" onClick={() => void passkey().catch((reason: Error) => setError(reason.message))}>
						Use a passkey
					</button>
				)}
				<label>
					Code of your app, a recovery code, or your password where you have neither
					<input name="proof" type="password" autoComplete="off" required data-testid="proof-input" />
				</label>
				{error !== '' && (
					<p className="error-text" role="alert">
						{error}
					</p>
				)}
				<button type="submit" data-testid="proof-submit">
					Continue
				</button>
				<button type="button" onClick={() => done(false)}>
					Back
				</button>
			</form>
		</div>
	);
}
