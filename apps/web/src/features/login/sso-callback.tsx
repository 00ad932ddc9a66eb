'use client';

import { useEffect, useRef, useState } from 'react';
import { documents } from '../../lib/documents';
import { adopt, step } from './adopt';

/** Where an identity provider sends people back to. */
export function SsoCallback({ apiUrl }: { apiUrl: string }) {
	const [error, setError] = useState('');
	const begun = useRef(false);
	useEffect(() => {
		// What came back works once: not a second time because the page is drawn twice.
		if (begun.current) return;
		begun.current = true;
		const binding = sessionStorage.getItem('sso-binding') ?? '';
		sessionStorage.removeItem('sso-binding');
		const input = { query: window.location.search.slice(1), binding };
		// The code is not left in the address.
		window.history.replaceState(null, '', '/sso/callback');
		step(apiUrl, { query: documents.completeSso, variables: { input } })
			.then(async ({ refreshToken, message }) =>
				setError(refreshToken === undefined ? (message ?? 'That did not work.') : await adopt(refreshToken)),
			)
			.catch(() => setError('Meridian does not answer right now. Try again in a moment.'));
	}, [apiUrl]);
	return (
		<main className="login">
			<div className="login-card">
				<div className="wordmark large">Meridian</div>
				{error === '' ? (
					<p className="muted">Signing you in…</p>
				) : (
					<>
						<p className="error-text" role="alert" data-testid="sso-error">
							{error}
						</p>
						<a href="/login">To the sign-in</a>
					</>
				)}
			</div>
		</main>
	);
}
