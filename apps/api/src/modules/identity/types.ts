import { type Permission, permissions, type Role, roles } from '@meridian/auth';
import { builder } from '../../graphql/builder.ts';
import { encodeId } from '../../graphql/ids.ts';
import { loginFailedRef, type UserError, userErrorInterface } from '../shared/user-errors.ts';
import { tenantOf } from '../tenant/service.ts';
import { tenantRef } from '../tenant/types.ts';

/** Who is asking: from the token, re-checked against the platform's users and memberships. */
export type ViewerModel = {
	readonly userId: number;
	readonly tenantId: number;
	/** False: suspended. Reads are kept, sockets and logins are not; the engine takes no new risk. */
	readonly tenantActive: boolean;
	readonly sessionId: number;
	readonly email: string;
	readonly name: string;
	readonly role: Role;
	readonly permissions: ReadonlySet<Permission>;
	readonly tokenExpiresAtMs: number;
};

const roleEnum = builder.enumType('Role', { values: roles });
const permissionEnum = builder.enumType('Permission', { values: permissions });

export const viewerRef = builder.objectRef<ViewerModel>('Viewer').implement({
	fields: (t) => ({
		id: t.id({ resolve: (viewer) => encodeId('User', viewer.userId) }),
		email: t.exposeString('email'),
		name: t.exposeString('name'),
		role: t.expose('role', { type: roleEnum }),
		permissions: t.field({ type: [permissionEnum], resolve: (viewer) => [...viewer.permissions] }),
		tenant: t.field({ type: tenantRef, resolve: (viewer, _args, context) => tenantOf(context, viewer.tenantId) }),
	}),
});

export type LoginSuccess = {
	readonly __typename: 'LoginSuccess';
	readonly token: string;
	readonly expiresAt: Date;
	readonly viewer: ViewerModel;
};
const loginSuccessRef = builder.objectRef<LoginSuccess>('LoginSuccess').implement({
	fields: (t) => ({
		token: t.exposeString('token'),
		expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
		viewer: t.expose('viewer', { type: viewerRef }),
	}),
});

export type RateLimited = UserError<'RateLimited'> & { readonly retryAfterSec: number };
const rateLimitedRef = builder.objectRef<RateLimited>('RateLimited').implement({
	interfaces: [userErrorInterface],
	fields: (t) => ({ retryAfterSec: t.exposeInt('retryAfterSec') }),
});

export const loginResultRef = builder.unionType('LoginResult', { types: [loginSuccessRef, loginFailedRef, rateLimitedRef] });
export const loginInputRef = builder.inputType('LoginInput', {
	fields: (t) => ({ email: t.string({ required: true }), password: t.string({ required: true }) }),
});
