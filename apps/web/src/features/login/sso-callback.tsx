'use client';

import { useEffect, useRef, useState } from 'react';
import { useLook } from '../../design/look-context';
import { said } from '../../i18n/said';
import { documents } from '../../lib/documents';
import { adopt, step } from './adopt';

/** Where an identity provider sends people back to. */
export function SsoCallback({ apiUrl }: { apiUrl: string }) {
	const { t } = useLook();
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
				setError(refreshToken === undefined ? (message ?? said('problem.notDone')) : await adopt(refreshToken)),
			)
			.catch(() => setError(said('problem.silent')));
	}, [apiUrl]);
	return (
		<main className="login">
			<div className="login-card">
				<div className="wordmark large">Meridian</div>
				{error === '' ? (
					<p className="muted">{t('login.signingYouIn')}</p>
				) : (
					<>
						<p className="error-text" role="alert" data-testid="sso-error">
							{error}
						</p>
						<a href="/login">{t('login.toSignIn')}</a>
					</>
				)}
			</div>
		</main>
	);
}
