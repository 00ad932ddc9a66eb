import { countMax } from './query.ts';
import { groupSchema, userSchema } from './resource.ts';

const supported = (yes: boolean) => ({ supported: yes });
/** What we can (RFC 7643, 5). */
export const serviceProviderConfig = (base: string) => ({
	schemas: ['urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig'],
	patch: supported(true),
	bulk: { ...supported(false), maxOperations: 0, maxPayloadSize: 0 },
	filter: { ...supported(true), maxResults: countMax },
	changePassword: supported(false),
	sort: supported(false),
	etag: supported(true),
	authenticationSchemes: [
		{ type: 'oauthbearertoken', name: 'Bearer token', description: 'A token that the institution’s administrator has made', primary: true },
	],
	meta: { resourceType: 'ServiceProviderConfig', location: `${base}/ServiceProviderConfig` },
});

const type = (base: string, name: 'User' | 'Group', schema: string) => ({
	...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:ResourceType'], id: name, name, endpoint: `/${name}s`, schema },
	meta: { resourceType: 'ResourceType', location: `${base}/ResourceTypes/${name}` },
});
export const resourceTypes = (base: string) => [type(base, 'User', userSchema), type(base, 'Group', groupSchema)];

const attribute = (name: string, more: Record<string, unknown> = {}) => ({
	...{
		name,
		type: 'string',
		multiValued: false,
		required: false,
		caseExact: false,
		mutability: 'readWrite',
		returned: 'default',
		uniqueness: 'none',
	},
	...more,
});
const complex = (name: string, subAttributes: readonly unknown[], more: Record<string, unknown> = {}) =>
	attribute(name, { type: 'complex', subAttributes, ...more });
const many = { multiValued: true };
const readOnly = { mutability: 'readOnly' };
const schema = (base: string, input: { id: string; name: string; attributes: readonly unknown[] }) => ({
	...{ schemas: ['urn:ietf:params:scim:schemas:core:2.0:Schema'], ...input },
	meta: { resourceType: 'Schema', location: `${base}/Schemas/${input.id}` },
});
export const schemas = (base: string) => [
	schema(base, {
		...{ id: userSchema, name: 'User' },
		attributes: [
			attribute('userName', { required: true, uniqueness: 'server' }),
			attribute('externalId', { caseExact: true }),
			complex('name', [attribute('formatted'), attribute('givenName'), attribute('familyName')]),
			attribute('displayName'),
			attribute('active', { type: 'boolean' }),
			complex('emails', [attribute('value'), attribute('type'), attribute('primary', { type: 'boolean' })], { ...many, ...readOnly }),
			complex('groups', [attribute('value'), attribute('display')], { ...many, ...readOnly }),
			complex('roles', [attribute('value'), attribute('primary', { type: 'boolean' })], { ...many, ...readOnly }),
		],
	}),
	schema(base, {
		...{ id: groupSchema, name: 'Group' },
		attributes: [
			attribute('displayName', { required: true, caseExact: true }),
			attribute('externalId', { caseExact: true }),
			complex('members', [attribute('value', { mutability: 'immutable' }), attribute('display', readOnly)], many),
		],
	}),
];
