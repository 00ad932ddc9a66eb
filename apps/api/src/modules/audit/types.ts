import type { AdminAudit } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { encodeId } from '../../graphql/ids.ts';

const auditRef = builder.objectRef<AdminAudit>('AdminAudit').implement({
	fields: (t) => ({
		at: t.expose('at', { type: 'DateTime' }),
		action: t.exposeString('action'),
		personId: t.id({ nullable: true, resolve: ({ userId }) => (userId === null ? null : encodeId('Person', userId)) }),
		detail: t.string({ description: 'JSON.', resolve: ({ detail }) => JSON.stringify(detail) }),
		correlationId: t.exposeString('correlationId'),
	}),
});
export const auditConnectionRef = builder.connectionObject({ type: auditRef, name: 'AdminAuditConnection' }, { name: 'AdminAuditEdge' });
