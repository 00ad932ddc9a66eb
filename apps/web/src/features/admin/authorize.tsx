'use client';

import { useEffect, useState } from 'react';
import { Button } from '../../design/button';
import { useLook } from '../../design/look-context';
import { Rich } from '../../design/rich';
import { documents } from '../../lib/documents';
import { Proof } from './proof';
import { type AdminInput, useAdmin } from './use-admin';

/** An app asks a person for what it may do in their name. The address of the page is the app's request. */
export function Authorize(props: AdminInput) {
	const [input, setInput] = useState<Record<string, string>>();
	useEffect(() => {
		const query = new URLSearchParams(window.location.search);
		const of = (name: string): string => query.get(name) ?? '';
		const state = query.get('state');
		setInput({
			...{ clientId: of('client_id'), redirectUri: of('redirect_uri'), responseType: of('response_type'), scope: of('scope') },
			...{ codeChallenge: of('code_challenge'), codeChallengeMethod: of('code_challenge_method') },
			...(state === null ? {} : { state }),
		});
	}, []);
	return input === undefined ? null : <Question {...props} input={input} />;
}

type Asked = { appName?: string; scopes?: string[]; returnsTo?: string; message?: string };

function Question({ input, ...props }: AdminInput & { input: Record<string, string> }) {
	const { t, code } = useLook();
	const { data, failure, act, proof } = useAdmin<{ authorizationRequest: Asked }>(props, documents.authorizationRequest, { input });
	const asked = data?.authorizationRequest;
	async function answer(approve: boolean): Promise<void> {
		const done = await act(documents.answerAuthorization, { input, approve });
		if (typeof done?.url === 'string') window.location.assign(done.url);
	}
	return (
		<main className="login">
			<div className="login-card">
				<div className="wordmark large">Meridian</div>
				{(failure || asked?.message) && (
					<p className="error-text" role="alert" data-testid="authorize-error">
						{failure || asked?.message}
					</p>
				)}
				{asked?.scopes && (
					<>
						<p>
							<Rich word="authorize.asks" parts={{ app: <strong>{asked.appName}</strong> }} />
						</p>
						<ul data-testid="authorize-scopes">
							{asked.scopes.map((scope) => (
								<li key={scope}>{code('authorize', scope, scope)}</li>
							))}
						</ul>
						<p className="muted">{t('authorize.goesOn', { address: asked.returnsTo ?? '' })}</p>
						<Button tone="primary" onClick={() => void answer(true)} testId="authorize-allow">
							{t('authorize.allow')}
						</Button>
						<Button onClick={() => void answer(false)} testId="authorize-deny">
							{t('authorize.deny')}
						</Button>
					</>
				)}
			</div>
			<Proof {...proof} />
		</main>
	);
}
