import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider, { type Configuration } from 'oidc-provider';

export type Account = {
	readonly sub: string;
	readonly email: string;
	readonly name: string;
	readonly groups: readonly string[];
	readonly email_verified?: boolean;
};
export const client = { id: 'meridian', secret: 'a secret that the two share' };

export type TestProvider = {
	readonly issuer: string;
	/** Who is at the browser. */
	account: Account;
	/** Does at the provider what a browser would. @returns what stands behind the ? when the person is sent back */
	visit(url: string): Promise<string>;
	close(): Promise<void>;
};

/** An independent OpenID provider (npm oidc-provider) that lets in whoever `account` is. PKCE is required. */
export async function startOidc(input: { readonly redirectUri: string }): Promise<TestProvider> {
	const server: Server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const state: { account: Account } = { account: { sub: 'none', email: '', name: '', groups: [] } };
	const configuration: Configuration = {
		clients: [
			{
				client_id: client.id,
				client_secret: client.secret,
				redirect_uris: [input.redirectUri],
				response_types: ['code'],
				grant_types: ['authorization_code'],
			},
		],
		claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'groups'] },
		findAccount: (_context, sub) => {
			const { account } = state;
			return {
				accountId: sub,
				claims: () => ({ ...account, email_verified: account.email_verified ?? true, groups: [...account.groups], sub }),
			};
		},
		interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
		features: { devInteractions: { enabled: false } },
		pkce: { required: () => true },
		cookies: { keys: ['test'] },
		ttl: { Session: 60, Grant: 60, Interaction: 60, AccessToken: 60, IdToken: 60 },
	};
	const provider = new Provider(issuer, configuration);
	const callback = provider.callback();
	server.on('request', async (request, response) => {
		if (!request.url?.startsWith('/interaction/')) return void callback(request, response);
		const { prompt, params, session } = await provider.interactionDetails(request, response);
		if (prompt.name === 'login') {
			await provider.interactionFinished(request, response, { login: { accountId: state.account.sub } });
			return;
		}
		const grant = new provider.Grant({ accountId: session?.accountId ?? '', clientId: String(params.client_id) });
		grant.addOIDCScope('openid email profile');
		await provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
	});
	return Object.assign(state, {
		issuer,
		async visit(url: string) {
			const jar = new Map<string, string>();
			for (let at = url, hops = 0; hops < 10; hops += 1) {
				const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
				const response = await fetch(at, { redirect: 'manual', headers: { cookie } });
				for (const set of response.headers.getSetCookie()) {
					const [pair = ''] = set.split(';');
					jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
				}
				const location = response.headers.get('location');
				if (location === null) throw new Error(`the provider answered ${response.status}: ${(await response.text()).slice(0, 500)}`);
				at = new URL(location, at).href;
				if (at.startsWith(input.redirectUri)) return new URL(at).search.slice(1);
			}
			throw new Error('the provider sends in circles');
		},
		close: () =>
			new Promise<void>((resolve) => {
				server.closeAllConnections();
				server.close(() => resolve());
			}),
	});
}
