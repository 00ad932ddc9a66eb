import { builder } from '../../graphql/builder.ts';
import { encodeId } from '../../graphql/ids.ts';

/** detail is JSON. name and email: of people of the tenant alone. */
export type AuditLineModel = {
	readonly id: bigint;
	readonly at: Date;
	readonly action: string;
	readonly userId: number | null;
	readonly detail: string;
	readonly correlationId: string;
	readonly name: string | null;
	readonly email: string | null;
};
type AuditPersonModel = { readonly userId: number; readonly name: string; readonly email: string };
export type AuditChoicesModel = { readonly actions: readonly string[]; readonly people: readonly AuditPersonModel[] };

const auditRef = builder.objectRef<AuditLineModel>('AdminAudit').implement({
	fields: (t) => ({
		at: t.expose('at', { type: 'DateTime' }),
		action: t.exposeString('action'),
		personId: t.id({ nullable: true, resolve: ({ userId }) => (userId === null ? null : encodeId('Person', userId)) }),
		personName: t.exposeString('name', {
			nullable: true,
			description: 'Null where it was nobody of your people: a program of the platform, or an operator.',
		}),
		personEmail: t.exposeString('email', { nullable: true }),
		detail: t.exposeString('detail', { description: 'JSON.' }),
		correlationId: t.exposeString('correlationId'),
	}),
});
export const auditConnectionRef = builder.connectionObject({ type: auditRef, name: 'AdminAuditConnection' }, { name: 'AdminAuditEdge' });

const personRef = builder.objectRef<AuditPersonModel>('AuditPerson').implement({
	fields: (t) => ({
		personId: t.id({ resolve: ({ userId }) => encodeId('Person', userId) }),
		name: t.exposeString('name'),
		email: t.exposeString('email'),
	}),
});
export const auditChoicesRef = builder.objectRef<AuditChoicesModel>('AuditChoices').implement({
	fields: (t) => ({
		actions: t.stringList({ description: 'Every act that there is, whether it happened or not.', resolve: ({ actions }) => [...actions] }),
		people: t.field({
			type: [personRef],
			description: 'Everybody who is or was of the tenant, programs too.',
			resolve: ({ people }) => [...people],
		}),
	}),
});
