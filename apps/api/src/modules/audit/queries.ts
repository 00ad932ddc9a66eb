import { builder } from '../../graphql/builder.ts';
import { pageSize } from '../../graphql/cursor.ts';
import { orderLifeEnum } from '../shared/enums.ts';
import { listOrderChanges, orderChangesRef } from './orders.ts';
import { auditChoices, listAudit } from './service.ts';
import { auditChoicesRef, auditConnectionRef } from './types.ts';

const perPage = ({ first }: { readonly first?: number | null | undefined }) => ({ field: 1, multiplier: pageSize(first) / 10 });

builder.queryFields((t) => ({
	adminAudit: t.field({
		type: auditConnectionRef,
		description: 'Who did what to the tenant’s own set-up, newest first. It can’t be changed by anybody.',
		args: {
			...{ first: t.arg.int(), after: t.arg.string(), personId: t.arg.id(), from: t.arg({ type: 'DateTime' }) },
			to: t.arg({ type: 'DateTime', description: 'Not of this moment any more.' }),
			actions: t.arg.stringList({ description: 'Any of these, of auditChoices.' }),
			text: t.arg.string({ description: 'In the act, its detail, its correlation id, or who did it; large and small letters are alike.' }),
		},
		complexity: perPage,
		resolve: (_root, { personId, ...args }, context) =>
			listAudit(context, { ...args, personId: personId == null ? null : String(personId) }),
	}),
	auditChoices: t.field({
		type: auditChoicesRef,
		description: 'By whom and by which act adminAudit can be asked.',
		resolve: (_root, _args, context) => auditChoices(context),
	}),
	orderAudit: t.field({
		type: orderChangesRef,
		description: 'Every state of every order, newest first, with who placed it and who decided on it. It can’t be changed by anybody.',
		args: {
			...{ first: t.arg.int(), after: t.arg.string(), personId: t.arg.id(), accountId: t.arg.id(), from: t.arg({ type: 'DateTime' }) },
			to: t.arg({ type: 'DateTime', description: 'Not of this moment any more.' }),
			lives: t.arg({ type: [orderLifeEnum], description: 'After the change in any of these.' }),
		},
		complexity: perPage,
		resolve: (_root, { personId, accountId, ...args }, context) =>
			listOrderChanges(context, {
				...args,
				...{ personId: personId == null ? null : String(personId), accountId: accountId == null ? null : String(accountId) },
			}),
	}),
}));
