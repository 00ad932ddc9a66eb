import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { plain } from '../design/branding';
import { renew } from './renew';

/** Where the API is: for this server, and for the browser (the same, unless a proxy stands between). */
export const apiUrl = (): string => process.env.MERIDIAN_API_URL ?? 'http://127.0.0.1:7401';
export const publicApiUrl = (): string => process.env.MERIDIAN_PUBLIC_API_URL ?? apiUrl();

/** So long before its end an access token is renewed. */
const earlyMs = 60_000;

/**
 * Log-ins are the API's, and the login page speaks to it alone; next-auth takes the session over by its refresh token and keeps it in an
 * encrypted cookie, which the page's own scripts can't read. Only a route can write that cookie, so only the route renews.
 */
const optionsOf = (input: { readonly renews: boolean }): NextAuthOptions => ({
	session: { strategy: 'jwt' },
	pages: { signIn: '/login' },
	providers: [
		Credentials({
			credentials: { refreshToken: { type: 'text' } },
			async authorize(credentials) {
				// The login page says it in the person's language.
				const session = await renew(apiUrl(), credentials?.refreshToken ?? '');
				if (session === 'ended') throw new Error('ENDED');
				if (session === 'silent') throw new Error('SILENT');
				return { id: session.email, ...session };
			},
		}),
	],
	callbacks: {
		async jwt({ token, user }) {
			if (user) {
				const { apiToken, expiresAtMs, refreshToken, sessionExpiresAtMs, operator, branding } = user;
				return { ...token, apiToken, expiresAtMs, refreshToken, sessionExpiresAtMs, operator, branding, ended: false };
			}
			if (!input.renews || token.ended || token.expiresAtMs - Date.now() > earlyMs) return token;
			const session = await renew(apiUrl(), token.refreshToken);
			if (session === 'silent') return token;
			return session === 'ended' ? { ...token, ended: true } : { ...token, ...session };
		},
		session({ session, token }) {
			const { apiToken, expiresAtMs, sessionExpiresAtMs, operator, ended } = token;
			// A session of before there was a branding goes on without one until it is renewed.
			return { ...session, apiToken, expiresAtMs, sessionExpiresAtMs, operator, branding: token.branding ?? plain, ended };
		},
	},
});

export const authOptions = optionsOf({ renews: false });
export const authRouteOptions = optionsOf({ renews: true });
