import 'reflect-metadata';
import { webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';
import { cryptoProvider, PemConverter, X509CertificateGenerator } from '@peculiar/x509';

type Context = { readonly context: string };
type Entity = {
	parseLoginRequest(
		sp: Entity,
		binding: 'redirect',
		request: { query: Record<string, string> },
	): Promise<{ extract: { request: { id: string } } }>;
	createLoginResponse(
		sp: Entity,
		request: unknown,
		binding: 'post',
		user: { email: string },
		fill: (template: string) => { id: string; context: string },
	): Promise<Context>;
};
/** What is used of it; its own types bring those of a browser into every file. */
const samlify: {
	IdentityProvider(settings: Record<string, unknown>): Entity;
	ServiceProvider(settings: Record<string, unknown>): Entity;
	setSchemaValidator(validator: { validate(xml: string): Promise<string> }): void;
	SamlLib: { defaultLoginResponseTemplate: Context; replaceTagsByValue(text: string, tags: Record<string, string>): string };
} = createRequire(import.meta.url)('samlify');

const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2_048 };
export type Key = { readonly privateKey: string; readonly certificate: string };

export async function makeKey(name: string): Promise<Key> {
	cryptoProvider.set(webcrypto);
	const keys = await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
	const certificate = await X509CertificateGenerator.createSelfSigned({
		...{ serialNumber: '01', name: `CN=${name}`, keys, signingAlgorithm: algorithm },
		...{ notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 86_400_000) },
	});
	const pkcs8 = await webcrypto.subtle.exportKey('pkcs8', keys.privateKey);
	return { privateKey: PemConverter.encode(pkcs8, 'PRIVATE KEY'), certificate: certificate.toString('pem') };
}

export type Person = { readonly nameId: string; readonly email: string; readonly groups: readonly string[] };
type Given = { readonly person: Person; readonly url: string; readonly audience: string; readonly acs: string };

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const attribute = (name: string, values: readonly string[]): string =>
	`<saml:Attribute Name="${name}" NameFormat="urn:oasis:names:tc:SAML:2.0:attrname-format:basic">${values.map((value) => `<saml:AttributeValue xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="xs:string">${escaped(value)}</saml:AttributeValue>`).join('')}</saml:Attribute>`;

/** An independent SAML identity provider (npm samlify) that signs assertions with `key`. */
export function samlProvider({ entityId, key }: { readonly entityId: string; readonly key: Key }) {
	samlify.setSchemaValidator({ validate: async () => 'skipped' });
	return {
		/** Reads the request that the browser brings, and answers it. @returns the XML, signed unless `sign` is false */
		async answer(
			{ person, url, audience, acs }: Given,
			change: { readonly sign?: boolean; readonly edit?: (xml: string) => string; readonly algorithm?: string } = {},
		): Promise<string> {
			const idp = samlify.IdentityProvider({
				...{ entityID: entityId, privateKey: key.privateKey, signingCert: key.certificate, isAssertionEncrypted: false },
				...{
					nameIDFormat: ['urn:oasis:names:tc:SAML:2.0:nameid-format:persistent'],
					requestSignatureAlgorithm: change.algorithm ?? 'http://www.w3.org/2001/04/xmldsig-more#rsa-sha256',
				},
				singleSignOnService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect', Location: 'http://idp.test/sso' }],
				loginResponseTemplate: {
					context: samlify.SamlLib.defaultLoginResponseTemplate.context.replace('{AttributeStatement}', '%STATEMENT%'),
					attributes: [],
				},
			});
			const sp = samlify.ServiceProvider({
				...{ entityID: audience, wantAssertionsSigned: change.sign !== false, wantMessageSigned: false },
				assertionConsumerService: [{ Binding: 'urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST', Location: acs }],
			});
			const query = Object.fromEntries(new URL(url).searchParams);
			const { extract } = await idp.parseLoginRequest(sp, 'redirect', { query });
			const now = Date.now();
			const at = (ms: number): string => new Date(now + ms).toISOString();
			const tags = {
				...{
					ID: `_r${now}${Math.floor(performance.now() * 1_000)}`,
					AssertionID: `_a${now}${Math.floor(performance.now() * 1_000)}`,
					Destination: acs,
					Audience: audience,
					SubjectRecipient: acs,
				},
				...{
					Issuer: entityId,
					IssueInstant: at(0),
					StatusCode: 'urn:oasis:names:tc:SAML:2.0:status:Success',
					InResponseTo: extract.request.id,
				},
				...{ ConditionsNotBefore: at(-1_000), ConditionsNotOnOrAfter: at(300_000), SubjectConfirmationDataNotOnOrAfter: at(300_000) },
				...{ NameIDFormat: 'urn:oasis:names:tc:SAML:2.0:nameid-format:persistent', NameID: person.nameId, AuthnStatement: '' },
			};
			const statement = `<saml:AttributeStatement>${attribute('email', [person.email])}${attribute('groups', person.groups)}</saml:AttributeStatement>`;
			const { context } = await idp.createLoginResponse(sp, { extract }, 'post', { email: person.email }, (template: string) => {
				const filled = samlify.SamlLib.replaceTagsByValue(template, tags).replace('%STATEMENT%', statement);
				return { id: tags.ID, context: (change.edit ?? ((xml: string) => xml))(filled) };
			});
			return Buffer.from(context, 'base64').toString('utf8');
		},
	};
}
