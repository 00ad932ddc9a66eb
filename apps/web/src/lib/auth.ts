import type { NextAuthOptions } from 'next-auth';
import Credentials from 'next-auth/providers/credentials';
import { z } from 'zod';

/** Where the API is: for this server, and for the browser (the same, unless a proxy stands between). */
export const apiUrl = (): string => process.env.MERIDIAN_API_URL ?? 'http://127.0.0.1:7401';
export const publicApiUrl = (): string => process.env.MERIDIAN_PUBLIC_API_URL ?? apiUrl();

const answer = z.object({
	data: z.object({
		login: z.object({
			__typename: z.string(),
			token: z.string().optional(),
			expiresAt: z.string().optional(),
			message: z.string().optional(),
			viewer: z.object({ name: z.string(), email: z.string() }).optional(),
		}),
	}),
});
const query = `mutation($input: LoginInput!) { login(input: $input) { __typename ... on LoginSuccess { token expiresAt viewer { name email } } ... on UserError { message } } }`;

/** The login itself is the API's; next-auth keeps its token in an encrypted cookie. */
export const authOptions: NextAuthOptions = {
	session: { strategy: 'jwt' },
	pages: { signIn: '/login' },
	providers: [
		Credentials({
			credentials: { email: { type: 'email' }, password: { type: 'password' } },
			async authorize(credentials) {
				const response = await fetch(`${apiUrl()}/graphql`, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({ query, variables: { input: { email: credentials?.email ?? '', password: credentials?.password ?? '' } } }),
				}).catch(() => undefined);
				const parsed = answer.safeParse(await response?.json().catch(() => undefined));
				if (!parsed.success) throw new Error('Meridian does not answer right now. Try again in a moment.');
				const { login } = parsed.data.data;
				if (login.token === undefined || login.viewer === undefined || login.expiresAt === undefined)
					throw new Error(login.message ?? 'The login was refused.');
				return {
					id: login.viewer.email,
					email: login.viewer.email,
					name: login.viewer.name,
					apiToken: login.token,
					expiresAtMs: Date.parse(login.expiresAt),
				};
			},
		}),
	],
	callbacks: {
		jwt({ token, user }) {
			return user ? { ...token, apiToken: user.apiToken, expiresAtMs: user.expiresAtMs } : token;
		},
		session({ session, token }) {
			return { ...session, apiToken: token.apiToken, expiresAtMs: token.expiresAtMs };
		},
	},
};
