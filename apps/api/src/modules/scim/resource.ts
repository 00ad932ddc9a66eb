import { createHash } from 'node:crypto';
import { z } from 'zod';

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User';
export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group';
export const listSchema = 'urn:ietf:params:scim:api:messages:2.0:ListResponse';
export const patchSchema = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';

export type Meta = {
	readonly resourceType: 'User' | 'Group';
	readonly created: string;
	readonly lastModified: string;
	readonly location: string;
	readonly version: string;
};
export type UserResource = {
	readonly schemas: string[];
	readonly id: string;
	readonly externalId?: string;
	readonly userName: string;
	readonly name: { readonly formatted: string; readonly givenName?: string; readonly familyName?: string };
	readonly displayName: string;
	readonly emails: { readonly value: string; readonly type: string; readonly primary: boolean }[];
	readonly active: boolean;
	readonly groups: { readonly value: string; readonly display: string }[];
	readonly roles: { readonly value: string; readonly primary: boolean }[];
};
export type GroupResource = {
	readonly schemas: string[];
	readonly id: string;
	readonly externalId?: string;
	readonly displayName: string;
	readonly members: { readonly value: string; readonly display?: string }[];
};

/** Weak, of the content: it changes with whatever a reader could see, whoever changed it. */
export const versionOf = (resource: unknown): string =>
	`W/"${createHash('sha256').update(JSON.stringify(resource), 'utf8').digest('base64url').slice(0, 22)}"`;

export const withMeta = <R extends { readonly id: string }>(
	resource: R,
	meta: { readonly type: 'User' | 'Group'; readonly base: string; readonly created: Date; readonly updated: Date },
): R & { readonly meta: Meta } => ({
	...resource,
	meta: {
		resourceType: meta.type,
		created: meta.created.toISOString(),
		lastModified: meta.updated.toISOString(),
		location: `${meta.base}/${meta.type}s/${resource.id}`,
		version: versionOf(resource),
	},
});

const text = (max: number) => z.string().trim().max(max);
/** Some directories send "True". */
const truth = z
	.union([z.boolean(), z.string().regex(/^(true|false)$/i)])
	.transform((value) => (typeof value === 'boolean' ? value : /^true$/i.test(value)));

/** What is read of a user; what we don't keep (password, phone numbers, photos) is passed over. */
export const userInput = z.object({
	userName: z.string().trim().toLowerCase().pipe(z.email().max(254)),
	externalId: text(200).nullish(),
	displayName: text(80).nullish(),
	name: z.object({ formatted: text(80).nullish(), givenName: text(80).nullish(), familyName: text(80).nullish() }).nullish(),
	active: truth.default(true),
});
export type UserInput = z.infer<typeof userInput>;

export const groupInput = z.object({
	displayName: text(200).min(1),
	externalId: text(200).nullish(),
	members: z
		.array(z.object({ value: z.string().max(20) }))
		.max(5_000)
		.default([]),
});
export type GroupInput = z.infer<typeof groupInput>;

/** How a person is called: as the directory says, or by their address. */
export function nameOf({ displayName, name, userName }: UserInput): string {
	const parts = [name?.givenName, name?.familyName].filter((part) => part != null && part !== '').join(' ');
	return (displayName || name?.formatted || parts || userName).slice(0, 80);
}
