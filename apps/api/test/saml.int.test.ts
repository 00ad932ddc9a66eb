import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { error, type IdentityRig, startIdentityRig } from './identity/rig.ts';
import { type Key, makeKey, type Person, samlProvider } from './identity/saml.ts';

const entityId = 'https://idp.test/entity';
const redirect = z.looseObject({ url: z.string(), binding: z.string() });
const saved = z.looseObject({ provider: z.object({ providerId: z.string(), audience: z.string(), assertionUrl: z.string() }) });
const dealer: Person = { nameId: 'p-1', email: 'dealer@aurora.test', groups: ['staff', 'dealers'] };
const boss: Person = { nameId: 'p-2', email: 'boss@aurora.test', groups: ['dealers'] };

describe('single sign-on by SAML', () => {
	let it: IdentityRig;
	let key: Key;
	let idp: ReturnType<typeof samlProvider>;
	let ours: z.infer<typeof saved>['provider'];
	beforeAll(async () => {
		it = await startIdentityRig({ redisDb: 3 });
		key = await makeKey('idp');
		idp = samlProvider({ entityId, key });
		const admin = await it.tokenOf('admin@aurora.example');
		await it.proveDomain(admin, 'aurora.test');
		ours = saved.parse(await save(admin)).provider;
	}, 60_000);
	beforeEach(() => it.relax());
	afterAll(() => it?.close());

	const save = (token: string, more: Record<string, unknown> = {}) =>
		it.act(
			`mutation($input: IdentityProviderInput!) { saveIdentityProvider(input: $input) { __typename ... on IdentityProviderSaved { provider { providerId audience assertionUrl } } ${error} } }`,
			{
				token,
				variables: {
					input: {
						...{
							kind: 'SAML',
							name: 'Test',
							enabled: true,
							issuer: entityId,
							entryPoint: 'http://idp.test/sso',
							certificates: [key.certificate],
						},
						...{ roleClaim: 'groups', roleMap: [{ value: 'dealers', role: 'TRADER' }], defaultRole: 'READ_ONLY', ...more },
					},
				},
			},
		);
	let begun = 0;
	const begin = async () => {
		begun += 1; // an address of its own each time: attempts are limited by address
		const { url, binding } = redirect.parse(await it.beginSso(`somebody-${begun}@aurora.test`));
		return { url, binding, state: new URL(url).searchParams.get('RelayState') ?? '' };
	};
	type Begun = Awaited<ReturnType<typeof begin>>;
	const post = async (xml: string, { state, acs = ours.assertionUrl }: { state: string; acs?: string }) => {
		const body = new URLSearchParams({ SAMLResponse: Buffer.from(xml, 'utf8').toString('base64'), RelayState: state });
		const response = await fetch(acs, { method: 'POST', body, redirect: 'manual' });
		return { status: response.status, query: new URL(response.headers.get('location') ?? 'http://none').search };
	};
	const answer = (begun: Begun, person = dealer, change: Parameters<typeof idp.answer>[1] = {}) =>
		idp.answer({ person, url: begun.url, audience: ours.audience, acs: ours.assertionUrl }, change);
	/** All of it, with an answer that was tampered with on its way. */
	const signIn = async (tamper: (xml: string) => string = (xml) => xml, change: Parameters<typeof idp.answer>[1] = {}) => {
		const begun = await begin();
		const { query } = await post(tamper(await answer(begun, dealer, change)), begun);
		return query.includes('error') ? query : it.completeSso(query, begun.binding);
	};
	const refused = '?error=refused';

	test('lets a person in by a signed assertion, with the role of its attribute', async () => {
		expect(await signIn()).toMatchObject({
			__typename: 'LoginSuccess',
			viewer: { email: dealer.email, role: 'TRADER', tenant: { name: 'Aurora Capital' } },
		});
		const metadata = await fetch(`${ours.audience}/metadata`);
		expect(await metadata.text()).toContain(`entityID="${ours.audience}"`);
	});

	test('refuses what is not signed by the provider’s own key, or was changed after it was signed', async () => {
		const stranger = samlProvider({ entityId, key: await makeKey('evil') });
		const begun = await begin();
		const forged = await stranger.answer({ person: dealer, url: begun.url, audience: ours.audience, acs: ours.assertionUrl });
		expect((await post(forged, begun)).query).toBe(refused);
		expect(await signIn((xml) => xml, { sign: false })).toBe(refused);
		expect(await signIn((xml) => xml.replaceAll(dealer.email, boss.email))).toBe(refused);
		expect(await signIn((xml) => xml.replace(/<ds:Signature[\s\S]*?<\/ds:Signature>/, ''))).toBe(refused);
		expect(await signIn((xml) => xml, { algorithm: 'http://www.w3.org/2000/09/xmldsig#rsa-sha1' })).toBe(refused);
		expect(await signIn((xml) => `<!DOCTYPE x [<!ENTITY a "b">]>${xml}`)).toBe(refused);
	});

	describe('an assertion that is wrapped around a signed one', () => {
		const parts = (xml: string) => {
			const assertion = /<saml:Assertion[\s\S]*<\/saml:Assertion>/.exec(xml)?.[0] ?? '';
			const signature = /<ds:Signature[\s\S]*?<\/ds:Signature>/.exec(assertion)?.[0] ?? '';
			const evil = assertion
				.replace(signature, '')
				.replaceAll(dealer.email, boss.email)
				.replaceAll('p-1', 'p-2')
				.replace(/ ID="[^"]+"/, ' ID="_evil"');
			return { assertion, signature, evil };
		};
		const wraps: Record<string, (xml: string) => string> = {
			'before the signed one': (xml) => xml.replace(parts(xml).assertion, parts(xml).evil + parts(xml).assertion),
			'after the signed one': (xml) => xml.replace(parts(xml).assertion, parts(xml).assertion + parts(xml).evil),
			'the signed one inside its signature’s Object': (xml) => {
				const { assertion, signature, evil } = parts(xml);
				const inner = signature.replace('</ds:Signature>', `<ds:Object>${assertion.replace(signature, '')}</ds:Object></ds:Signature>`);
				return xml.replace(assertion, evil.replace('</saml:Issuer>', `</saml:Issuer>${inner}`));
			},
			'the signed one inside the evil one': (xml) =>
				xml.replace(parts(xml).assertion, parts(xml).evil.replace('</saml:Assertion>', `${parts(xml).assertion}</saml:Assertion>`)),
			'the signed one inside Extensions': (xml) =>
				xml
					.replace(parts(xml).assertion, parts(xml).evil)
					.replace('<samlp:Status>', `<samlp:Extensions>${parts(xml).assertion}</samlp:Extensions><samlp:Status>`),
			'with the id of the signed one': (xml) => {
				const id = /<saml:Assertion[^>]* ID="([^"]+)"/.exec(xml)?.[1] ?? '';
				return xml.replace(parts(xml).assertion, parts(xml).evil.replace('_evil', id) + parts(xml).assertion);
			},
			'with the signature moved to the evil one': (xml) =>
				xml.replace(parts(xml).assertion, parts(xml).evil.replace('</saml:Issuer>', `</saml:Issuer>${parts(xml).signature}`)),
			'in a response inside the response': (xml) =>
				xml.replace('<samlp:Status>', `${xml.replace(parts(xml).assertion, parts(xml).evil)}<samlp:Status>`),
		};
		test.each(Object.entries(wraps))('%s lets nobody in', async (_name, wrap) => {
			const outcome = await signIn(wrap);
			// Where the library finds the part that was signed, it is that person and never the other.
			if (outcome !== refused) expect(outcome).toMatchObject({ __typename: 'LoginSuccess', viewer: { email: dealer.email } });
			expect(await it.sql('SELECT 1 FROM platform.users WHERE email LIKE $1', ['boss@%'])).toEqual([]);
		});
	});

	test('has the whole address, though a comment that no signature covers stands in it', async () => {
		const begun = await begin();
		const xml = await answer(begun, { ...dealer, nameId: 'p-9', email: 'boss@aurora.test.evil.test' });
		const { query } = await post(xml.replaceAll('boss@aurora.test.evil', 'boss@aurora.test<!-- -->.evil'), begun);
		if (query !== refused) expect(await it.completeSso(query, begun.binding)).toMatchObject({ code: 'SSO_REFUSED' });
		expect(await it.sql('SELECT 1 FROM platform.users WHERE email LIKE $1', ['boss@%'])).toEqual([]);
	});

	test('is for us, for this log-in, and for now', async () => {
		const edit = (change: (xml: string) => string) => signIn((xml) => xml, { edit: change });
		expect(await edit((xml) => xml.replaceAll(ours.audience, 'https://elsewhere.test'))).toBe(refused);
		expect(await edit((xml) => xml.replace(/<saml:AudienceRestriction>.*<\/saml:AudienceRestriction>/, ''))).toBe(refused);
		expect(await edit((xml) => xml.replaceAll(entityId, 'https://evil.test'))).toBe(refused);
		expect(await edit((xml) => xml.replace(`Recipient="${ours.assertionUrl}"`, 'Recipient="https://elsewhere.test/acs"'))).toBe(refused);
		expect(await edit((xml) => xml.replaceAll(/InResponseTo="[^"]+"/g, ''))).toBe(refused);
		expect(await edit((xml) => xml.replaceAll(/InResponseTo="[^"]+"/g, 'InResponseTo="_other"'))).toBe(refused);
		const past = new Date(Date.now() - 600_000).toISOString();
		expect(await edit((xml) => xml.replaceAll(/NotOnOrAfter="[^"]+"/g, `NotOnOrAfter="${past}"`))).toBe(refused);
		// An answer to somebody else's request.
		const [mine, theirs] = [await begin(), await begin()];
		expect((await post(await answer(theirs), mine)).query).toBe(refused);
	});

	test('is believed once: neither the answer nor what came of it comes again', async () => {
		const begun = await begin();
		const xml = await answer(begun);
		const first = await post(xml, begun);
		expect(first.query).toMatch(/code=msc_/);
		expect((await post(xml, begun)).query).toBe(refused);
		expect(await it.completeSso(first.query, (await begin()).binding)).toMatchObject({ code: 'SSO_REFUSED' });
		expect(await it.completeSso(first.query, begun.binding)).toMatchObject({ code: 'SSO_REFUSED' }); // the state is spent
		// The same assertion in an answer to another request of the same log-in: the cache of assertions knows it.
		const again = await begin();
		const used = await answer(again);
		const done = await post(used, again);
		expect(await it.completeSso(done.query, again.binding)).toMatchObject({ __typename: 'LoginSuccess' });
		expect((await post(used, again)).query).toBe('?error=unknown_state');
	});

	test('is of one tenant: another’s provider with the same key and entity id opens nothing here', async () => {
		const other = await it.tokenOf('admin@borealis.example');
		await it.proveDomain(other, 'borealis.test');
		const theirs = saved.parse(await save(other)).provider;
		const begun = await begin();
		const xml = await idp.answer({ person: dealer, url: begun.url, audience: theirs.audience, acs: theirs.assertionUrl });
		expect((await post(xml, begun)).query).toBe(refused);
		expect((await post(xml, { state: begun.state, acs: theirs.assertionUrl })).query).toBe('?error=unknown_state');
	});

	test('takes no junk: a bad form, an unknown provider or an invented state', async () => {
		expect((await post('not xml', await begin())).query).toBe(refused);
		expect((await post('x', { state: '1.mss_none' })).query).toBe('?error=unknown_state');
		expect((await fetch(ours.assertionUrl, { method: 'POST', body: new URLSearchParams({ a: 'b' }) })).status).toBe(400);
		expect((await fetch(`${it.url}/sso/saml/none/metadata`)).status).toBe(404);
	});
}, 120_000);
