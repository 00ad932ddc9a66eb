import { type Permission, permissions, type Role, roles } from '@meridian/auth';
import { builder } from '../../graphql/builder.ts';
import { encodeId } from '../../graphql/ids.ts';
import { invalidInputRef, loginFailedRef, type UserError, userErrorInterface } from '../shared/user-errors.ts';
import { tenantOf } from '../tenant/service.ts';
import { tenantRef } from '../tenant/types.ts';
import type { Delegated } from './live-sessions.ts';

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
	/** Not null: an app acts for the person, or an operator looks in. */
	readonly delegated: Delegated | null;
	/** A program of the tenant's, which has a secret of its own. */
	readonly isProgram: boolean;
	/** When they last proved who they are: sensitive acts want that to be fresh. */
	readonly provedAtMs: number;
	readonly tokenExpiresAtMs: number;
};

/** A person of the platform itself. */
export type OperatorModel = Pick<ViewerModel, 'userId' | 'sessionId' | 'email' | 'name' | 'provedAtMs' | 'tokenExpiresAtMs'>;

export const roleEnum = builder.enumType('Role', { values: roles });
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

/** What a log-in and each renewal give. */
type Session = {
	readonly token: string;
	readonly expiresAt: Date;
	readonly refreshToken: string;
	readonly sessionExpiresAt: Date;
};
export type LoginSuccess = Session & { readonly __typename: 'LoginSuccess'; readonly viewer: ViewerModel };
export type OperatorLoginSuccess = Session & { readonly __typename: 'OperatorLoginSuccess'; readonly operator: OperatorModel };

const sessionInterface = builder.interfaceRef<Session>('NewSession').implement({
	fields: (t) => ({
		token: t.exposeString('token', { description: 'For the header "authorization: Bearer <token>". Minutes.' }),
		expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
		refreshToken: t.exposeString('refreshToken', {
			description: 'Renews it, once: each renewal gives another. Used twice, it ends the session.',
		}),
		sessionExpiresAt: t.expose('sessionExpiresAt', { type: 'DateTime', description: 'From then on a new log-in is needed.' }),
	}),
});
const loginSuccessRef = builder.objectRef<LoginSuccess>('LoginSuccess').implement({
	interfaces: [sessionInterface],
	fields: (t) => ({ viewer: t.expose('viewer', { type: viewerRef }) }),
});
export const operatorRef = builder.objectRef<OperatorModel>('Operator').implement({
	fields: (t) => ({ email: t.exposeString('email'), name: t.exposeString('name') }),
});
const operatorLoginRef = builder.objectRef<OperatorLoginSuccess>('OperatorLoginSuccess').implement({
	interfaces: [sessionInterface],
	fields: (t) => ({ operator: t.expose('operator', { type: operatorRef }) }),
});

export const factorMethods = ['TOTP', 'RECOVERY_CODE', 'PASSKEY'] as const;
export type FactorMethod = (typeof factorMethods)[number];
const factorMethodEnum = builder.enumType('FactorMethod', { values: factorMethods });
export type SecondFactorRequired = {
	readonly __typename: 'SecondFactorRequired';
	readonly ticket: string;
	readonly methods: readonly FactorMethod[];
	readonly passkeyOptions: string | null;
};
const secondFactorRef = builder.objectRef<SecondFactorRequired>('SecondFactorRequired').implement({
	description: 'The password was right. Send one of the methods with the ticket to completeLogin, within five minutes.',
	fields: (t) => ({
		ticket: t.exposeString('ticket'),
		methods: t.field({ type: [factorMethodEnum], resolve: ({ methods }) => [...methods] }),
		passkeyOptions: t.exposeString('passkeyOptions', {
			nullable: true,
			description: 'JSON for navigator.credentials.get(); null where the person has no passkey.',
		}),
	}),
});

export type RateLimited = UserError<'RateLimited'> & { readonly retryAfterSec: number };
export const rateLimitedRef = builder.objectRef<RateLimited>('RateLimited').implement({
	interfaces: [userErrorInterface],
	fields: (t) => ({ retryAfterSec: t.exposeInt('retryAfterSec') }),
});

export const newSessionResultRef = builder.unionType('NewSessionResult', { types: [loginSuccessRef, operatorLoginRef, loginFailedRef] });
export const loginResultRef = builder.unionType('LoginResult', {
	types: [loginSuccessRef, operatorLoginRef, secondFactorRef, loginFailedRef, rateLimitedRef],
});
export const acceptResultRef = builder.unionType('AcceptInvitationResult', {
	types: [loginSuccessRef, operatorLoginRef, invalidInputRef, loginFailedRef, rateLimitedRef],
});
export const loginInputRef = builder.inputType('LoginInput', {
	fields: (t) => ({ email: t.string({ required: true }), password: t.string({ required: true }) }),
});
export const completeLoginInputRef = builder.inputType('CompleteLoginInput', {
	description: 'The ticket, and one of the others. passkey: the JSON that the browser gave.',
	fields: (t) => ({ ticket: t.string({ required: true }), totpCode: t.string(), recoveryCode: t.string(), passkey: t.string() }),
});
