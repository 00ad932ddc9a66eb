import pg from 'pg';
import { runAsTenant, type TenantContext } from './context.ts';
import { BindingBroken } from './errors.ts';
import { Prisma, type PrismaClient } from './generated/tenant/client.ts';
import type { TenantDirectory } from './tenant-directory.ts';
import type { TenantDb, TenantPlace, TenantTx, TransactionOptions } from './types.ts';

const memberNames = [
	'account',
	'instrument',
	'brokerSymbol',
	'order',
	'execution',
	'position',
	'break',
	'journalCursor',
	'$queryRaw',
	'$queryRawUnsafe',
	'$executeRaw',
	'$executeRawUnsafe',
] as const satisfies readonly (keyof TenantTx)[];

type Args = { readonly where?: Readonly<Record<string, unknown>> };

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
	typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

/**
 * findUnique's compound keys as findFirst wants them: { accountId_clientOrderId: { accountId, clientOrderId } } -> both fields.
 * Such a key is exactly the names of its fields joined by "_"; no field of ours has "_" in its name.
 */
export const flattenUnique = (args: Args): Args => {
	if (args.where === undefined) return args;
	const where = Object.entries(args.where).flatMap(([key, value]): [string, unknown][] =>
		key.includes('_') && isPlain(value) && Object.keys(value).sort().join() === key.split('_').sort().join()
			? Object.entries(value)
			: [[key, value]],
	);
	return { ...args, where: Object.fromEntries(where) };
};

/** findUnique without a key must not become "the first row". Prisma says so itself for findUnique, and can't for findFirst. */
const uniqueArgs = (model: string, args: Args): Args => {
	const where = Object.entries(args?.where ?? {}).filter(([key, value]) => value !== undefined && !['AND', 'OR', 'NOT'].includes(key));
	if (where.length === 0) throw new BindingBroken('METHOD_REFUSED', `findUnique on ${model} without a unique key`);
	return flattenUnique(args);
};

type FirstOf = { findFirst(args: unknown): unknown; findFirstOrThrow(args: unknown): unknown; $name?: string };
const firstOf = (self: unknown): FirstOf => Prisma.getExtensionContext(self) as FirstOf;

const contextOf = ({ tenantId, schemaName, roleName }: TenantPlace, raw: boolean): TenantContext => ({
	tenantId,
	schema: pg.escapeIdentifier(schemaName),
	role: pg.escapeIdentifier(roleName),
	raw,
});

/** Only what TenantTx names: the shared client, $extends and the rest are not to be had from a handle. */
const membersOf = (client: object): TenantTx => {
	const members = {};
	for (const name of memberNames) {
		const get = (): unknown => {
			const member: unknown = Reflect.get(client, name);
			return typeof member === 'function' && name.startsWith('$') ? member.bind(client) : member; // raw SQL looks for its client in `this`
		};
		Object.defineProperty(members, name, { enumerable: true, get });
	}
	return members as TenantTx;
};

const refuseNested = () => {
	throw new BindingBroken('METHOD_REFUSED', 'transactions do not nest');
};

/** One tenant's handle over the shared client. Every operation runs in the tenant's own context, whatever tick it shares with others. */
export const tenantHandle = (shared: PrismaClient, directory: TenantDirectory, tenantId: number): TenantDb => {
	const extended = shared.$extends({
		name: `tenant ${tenantId}`,
		model: {
			$allModels: {
				// Prisma batches the findUniques of a tick and runs the batch in the first one's context; findFirst is not batched.
				findUnique(args: Args) {
					const first = firstOf(this);
					return first.findFirst(uniqueArgs(first.$name ?? 'a model', args));
				},
				findUniqueOrThrow(args: Args) {
					const first = firstOf(this);
					return first.findFirstOrThrow(uniqueArgs(first.$name ?? 'a model', args));
				},
			},
		},
		query: {
			$allOperations: async ({ model, operation, args, query }) => {
				if (operation === 'findUnique' || operation === 'findUniqueOrThrow') {
					throw new BindingBroken('METHOD_REFUSED', `${operation} reached the query engine unconverted`);
				}
				const place = await directory.require(tenantId);
				// Prisma's promises are lazy: without this await the query would start outside the context.
				return runAsTenant(contextOf(place, model === undefined), async () => await query(args));
			},
		},
	});

	const $transaction = async <Result>(work: (tx: TenantTx) => Promise<Result>, options?: TransactionOptions): Promise<Result> => {
		if (typeof work !== 'function') throw new BindingBroken('ARRAY_TRANSACTION', 'use $transaction(async (tx) => ...)');
		const place = await directory.require(tenantId);
		const inner = async (tx: object): Promise<Result> => work(Object.assign(membersOf(tx), { $transaction: refuseNested }));
		return runAsTenant(contextOf(place, false), async () => await extended.$transaction(inner, options));
	};
	return Object.assign(membersOf(extended), { tenantId, $transaction });
};
