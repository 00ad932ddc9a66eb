'use client';

import { type FormEvent, useState } from 'react';
import { documents } from '../../lib/documents';
import type { Act } from './use-admin';

/** Another password by the one that is in force. */
export function PasswordForm({ act }: { act: Act }) {
	const [state, setState] = useState<'closed' | 'open' | 'done'>('closed');
	async function change(event: FormEvent<HTMLFormElement>): Promise<void> {
		event.preventDefault();
		const fields = new FormData(event.currentTarget);
		const answer = await act(documents.changePassword, { input: { current: fields.get('current'), next: fields.get('next') } });
		if (answer !== null) setState('done');
	}
	if (state !== 'open')
		return (
			<button type="button" onClick={() => setState('open')} data-testid="change-password">
				{state === 'done' ? 'Changed' : 'Change'}
			</button>
		);
	return (
		<form className="row-form" onSubmit={(event) => void change(event)}>
			<label>
				The one in force
				<input name="current" type="password" autoComplete="current-password" required data-testid="password-current" />
			</label>
			<label>
				The new one, at least 12 characters
				<input name="next" type="password" autoComplete="new-password" minLength={12} required data-testid="password-next" />
			</label>
			<button className="primary" type="submit" data-testid="password-submit">
				Change
			</button>
		</form>
	);
}
