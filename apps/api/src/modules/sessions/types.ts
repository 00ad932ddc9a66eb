import type { Session } from '@meridian/db';
import { personOf } from '../../context.ts';
import { builder } from '../../graphql/builder.ts';
import { notFoundRef } from '../shared/user-errors.ts';

export const sessionRef = builder.objectRef<Session>('Session').implement({
	fields: (t) => ({
		sessionId: t.string({ resolve: ({ id }) => id.toString() }),
		current: t.boolean({ resolve: ({ id }, _args, context) => Number(id) === personOf(context).sessionId }),
		userAgent: t.exposeString('userAgent'),
		sourceIp: t.exposeString('sourceIp'),
		methods: t.exposeStringList('methods', { description: 'How it was proved: password, totp, recovery, passkey, invitation.' }),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		lastUsedAt: t.expose('lastUsedAt', { type: 'DateTime' }),
		expiresAt: t.expose('expiresAt', { type: 'DateTime' }),
	}),
});
export const sessionsEndedRef = builder
	.objectRef<{ readonly __typename: 'SessionsEnded'; readonly ended: number }>('SessionsEnded')
	.implement({ fields: (t) => ({ ended: t.exposeInt('ended') }) });
export const revokeSessionResultRef = builder.unionType('RevokeSessionResult', { types: [sessionsEndedRef, notFoundRef] });
