import { redirect } from 'next/navigation';
import { getServerSession } from 'next-auth';
import { cache } from 'react';
import { authOptions, publicApiUrl } from './auth';

/** What a page needs to speak to the API. */
export type PageSession = { apiUrl: string; token: string; expiresAtMs: number };

/** Opened once for a request, however many parts of it ask. */
export const currentSession = cache(() => getServerSession(authOptions));

/** The session of whoever opens a page, or the way to the login. An operator has pages of their own, and nobody else has those. */
export async function pageSession(of: 'tenant' | 'operator' | 'anybody'): Promise<PageSession & { operator: boolean }> {
	const session = await currentSession();
	if (!session) redirect('/login');
	if (session.ended || session.sessionExpiresAtMs <= Date.now()) redirect('/login?expired=1');
	if (of === 'tenant' && session.operator) redirect('/tenants');
	if (of === 'operator' && !session.operator) redirect('/');
	return { apiUrl: publicApiUrl(), token: session.apiToken, expiresAtMs: session.expiresAtMs, operator: session.operator };
}
