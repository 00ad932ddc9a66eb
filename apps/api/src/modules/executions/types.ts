import { formatScaled } from '../../decimal.ts';
import { builder } from '../../graphql/builder.ts';
import { accountAsked } from '../accounts/service.ts';
import { type AccountModel, accountRef } from '../accounts/types.ts';
import { type InstrumentModel, instrumentRef } from '../instruments/types.ts';
import { findExecution } from './service.ts';

/** One venue deal: a fill or a balance operation. */
export type ExecutionModel = {
	readonly __typename: 'Execution';
	readonly accountId: number;
	readonly currencyDigits: AccountModel['currencyDigits'];
	readonly dealTicket: bigint;
	/** 0 as the venue first said it; odd the entry before it reversed (quantity and money negative), even said anew. */
	readonly revision: number;
	readonly orderId: bigint | null;
	readonly instrument: InstrumentModel | null;
	readonly type: string;
	readonly entry: string;
	readonly reason: string;
	readonly qty: bigint;
	readonly price: bigint;
	readonly profitMinor: bigint;
	readonly commissionMinor: bigint;
	readonly swapMinor: bigint;
	readonly feeMinor: bigint;
	/** Booked after its order was already finished. */
	readonly late: boolean;
	readonly at: Date;
	readonly bookedAt: Date;
	readonly seq: bigint;
};

const money = (execution: ExecutionModel, minor: bigint): string => formatScaled(minor, execution.currencyDigits);

export const executionRef = builder.objectRef<ExecutionModel>('Execution');
builder.node(executionRef, {
	id: { resolve: ({ accountId, dealTicket, revision }) => `${accountId}-${dealTicket}${revision === 0 ? '' : `-${revision}`}` },
	loadOne: (id, context) => findExecution(context, id),
	fields: (t) => ({
		dealTicket: t.expose('dealTicket', { type: 'BigInt' }),
		orderId: t.expose('orderId', { type: 'BigInt', nullable: true }),
		account: t.field({ type: accountRef, resolve: (execution, _args, context, info) => accountAsked(context, execution.accountId, info) }),
		instrument: t.expose('instrument', { type: instrumentRef, nullable: true }),
		revision: t.exposeInt('revision'),
		type: t.exposeString('type'),
		entry: t.exposeString('entry'),
		reason: t.exposeString('reason'),
		quantity: t.field({ type: 'Decimal', resolve: (execution) => formatScaled(execution.qty, execution.instrument?.qtyDigits ?? 0) }),
		price: t.field({ type: 'Decimal', resolve: (execution) => formatScaled(execution.price, execution.instrument?.priceDigits ?? 0) }),
		profit: t.field({ type: 'Decimal', resolve: (execution) => money(execution, execution.profitMinor) }),
		commission: t.field({ type: 'Decimal', resolve: (execution) => money(execution, execution.commissionMinor) }),
		swap: t.field({ type: 'Decimal', resolve: (execution) => money(execution, execution.swapMinor) }),
		fee: t.field({ type: 'Decimal', resolve: (execution) => money(execution, execution.feeMinor) }),
		late: t.exposeBoolean('late'),
		at: t.expose('at', { type: 'DateTime' }),
		bookedAt: t.expose('bookedAt', { type: 'DateTime' }),
		seq: t.expose('seq', { type: 'BigInt' }),
	}),
});

export const executionConnectionRef = builder.connectionObject(
	{ type: executionRef, name: 'ExecutionConnection' },
	{ name: 'ExecutionEdge' },
);
