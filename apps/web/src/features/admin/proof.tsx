'use client';

import { startAuthentication } from '@simplewebauthn/browser';
import { type FormEvent, useEffect, useState } from 'react';
import { Button } from '../../design/button';
import { Dialog } from '../../design/dialog';
import { FormField } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { Row } from '../../design/panel';
import { Notice } from '../../design/state';
import { documents } from '../../lib/documents';
import type { UserError } from '../../lib/types';
import type { ProofState } from './use-admin';

type Challenge = { ticket: string; passkeyOptions: string | null };

/** Asks once more who is at the device, before a sensitive act. */
export function Proof({ open, request, done }: ProofState) {
	const { t } = useLook();
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
		<Dialog open={open} onClose={() => done(false)} title={t('proof.title')} description={t('proof.text')} testId="proof">
			<form className="a-proof" onSubmit={submit}>
				{challenge?.passkeyOptions && (
					<Button tone="primary" onClick={() => void passkey().catch((reason: Error) => setError(reason.message))}>
						{t('login.passkey')}
					</Button>
				)}
				<FormField label={t('proof.code')} help={t('proof.help')} name="proof" type="password" required testId="proof-input" />
				{error !== '' && <Notice tone="bad">{error}</Notice>}
				<Row>
					<Button onClick={() => done(false)}>{t('dialog.cancel')}</Button>
					<Button submit tone="primary" testId="proof-submit">
						{t('login.continue')}
					</Button>
				</Row>
			</form>
		</Dialog>
	);
}
