'use client';

import { type FormEvent, useState } from 'react';
import { Button } from '../../design/button';
import { FormField } from '../../design/form-field';
import { useLook } from '../../design/look-context';
import { documents } from '../../lib/documents';
import type { Act } from './use-admin';

/** Another password by the one that is in force. */
export function PasswordForm({ act }: { act: Act }) {
	const { t } = useLook();
	const [state, setState] = useState<'closed' | 'open' | 'done'>('closed');
	async function change(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		const answer = await act(documents.changePassword, { input: { current: fields.get('current'), next: fields.get('next') } });
		if (answer !== null) setState('done');
	}
	if (state !== 'open')
		return (
			<Button onClick={() => setState('open')} testId="change-password">
				{t(state === 'done' ? 'account.changed' : 'account.change')}
			</Button>
		);
	return (
		<form className="row-form" onSubmit={(event) => void change(event)}>
			<FormField
				label={t('account.current')}
				help={t('account.currentHelp')}
				name="current"
				type="password"
				autoComplete="current-password"
				required
				testId="password-current"
			/>
			<FormField
				label={t('account.next')}
				help={t('password.help')}
				name="next"
				type="password"
				autoComplete="new-password"
				minLength={12}
				required
				testId="password-next"
			/>
			<Button submit tone="primary" testId="password-submit">
				{t('account.change')}
			</Button>
		</form>
	);
}
