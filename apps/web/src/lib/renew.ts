import { z } from 'zod';
import { type Branding, plain } from '../design/branding';

const answer = z.object({
	data: z.object({
		refreshSession: z.object({
			__typename: z.string(),
			token: z.string().optional(),
			expiresAt: z.string().optional(),
			refreshToken: z.string().optional(),
			sessionExpiresAt: z.string().optional(),
			viewer: z
				.object({ name: z.string(), email: z.string(), tenant: z.object({ displayName: z.string(), accentColour: z.string().nullable() }) })
				.optional(),
			operator: z.object({ name: z.string(), email: z.string() }).optional(),
		}),
	}),
});
const query = `mutation Renew($refreshToken: String!) { refreshSession(refreshToken: $refreshToken) { __typename
	... on NewSession { token expiresAt refreshToken sessionExpiresAt } ... on LoginSuccess { viewer { name email tenant { displayName accentColour } } } ... on OperatorLoginSuccess { operator { name email } } } }`;

export type ApiSession = {
	email: string;
	name: string;
	apiToken: string;
	expiresAtMs: number;
	refreshToken: string;
	sessionExpiresAtMs: number;
	operator: boolean;
	/** Of the tenant, so that the first paint has it; an operator's is Meridian's. */
	branding: Branding;
};

/** The next tokens of a session; 'ended': log in again; 'silent': the API does not answer, and the session may well go on. */
export async function renew(apiUrl: string, refreshToken: string): Promise<ApiSession | 'ended' | 'silent'> {
	const response = await fetch(`${apiUrl}/graphql`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ query, variables: { refreshToken } }),
	}).catch(() => undefined);
	const parsed = answer.safeParse(await response?.json().catch(() => undefined));
	if (!parsed.success) return 'silent';
	const { token, expiresAt, refreshToken: next, sessionExpiresAt, viewer, operator } = parsed.data.data.refreshSession;
	const person = viewer ?? operator;
	if (!token || !expiresAt || !next || !sessionExpiresAt || !person) return 'ended';
	return {
		...{ name: person.name, email: person.email },
		...{ apiToken: token, expiresAtMs: Date.parse(expiresAt), refreshToken: next, sessionExpiresAtMs: Date.parse(sessionExpiresAt) },
		operator: operator !== undefined,
		branding: viewer === undefined ? plain : { name: viewer.tenant.displayName, accent: viewer.tenant.accentColour },
	};
}
