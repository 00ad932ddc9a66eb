import { signIn } from 'next-auth/react';
import { said } from '../../i18n/said';
import type { Word } from '../../i18n/words';
import { requestApi } from '../../lib/api';

/** What a step of a log-in gives: the session, the next step, or why not. */
export type Step = {
	__typename: string;
	refreshToken?: string;
	code?: string;
	message?: string;
	ticket?: string;
	methods?: string[];
	passkeyOptions?: string | null;
	/** Of a sign-on that begins: where to go, and what this browser keeps. */
	url?: string;
	binding?: string;
};

export async function step(apiUrl: string, operation: { query: string; variables: Record<string, unknown> }): Promise<Step> {
	const [answer] = Object.values(await requestApi<Record<string, Step>>({ url: apiUrl, token: null }, operation));
	return answer ?? { __typename: 'LoginFailed', message: said('problem.noAnswer') };
}

const refusals: Readonly<Record<string, Word>> = { ENDED: 'login.ended', SILENT: 'problem.silent' };

/** Hands the new session to the portal, which keeps it where scripts can't read it. @returns what went wrong, or never comes back. */
export async function adopt(refreshToken: string): Promise<string> {
	const result = await signIn('credentials', { refreshToken, redirect: false });
	if (!result?.ok || result.error) return said(refusals[result?.error ?? ''] ?? 'login.failed');
	window.location.assign('/');
	return '';
}
