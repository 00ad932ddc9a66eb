import pg from 'pg';
import { runAsTenant, type TenantContext } from './context.ts';
import { readAccounts, readOrders, readPositions } from './current-rows.ts';
import { BindingBroken } from './errors.ts';
import { readEventRows } from './event-rows.ts';
import { Prisma, type PrismaClient } from './generated/tenant/client.ts';
import { type UnitPool, writeOrders } from './order-writes.ts';
import { writePredictionRows } from './prediction-rows.ts';
import type { TenantDirectory } from './tenant-directory.ts';
import type { TenantDb, TenantPlace, TenantTx, TransactionOptions } from './types.ts';
import { type UniqueArgs, uniqueArgs } from './unique-key.ts';

const memberNames = [
	'account',
	'instrument',
	'brokerSymbol',
	'order',
	'orderEvent',
	'execution',
	'position',
	'break',
	'journalCursor',
	'desk',
	'strategy',
	'levelLimit',
	'mlExperiment',
	'mlRun',
	'mlMetric',
	'mlArtifact',
	'mlModel',
	'mlModelVersion',
	'mlModelAlias',
	'mlFeatureSet',
	'mlJob',
	'mlTrial',
	'mlPrediction',
	'mlWatchPoint',
	'mlLiveFeature',
	'mlServingPlan',
	'alert',
	'alertEvent',
	'strategyPosition',
	'dataImport',
	'foreignOrder',
	'halt',
	'pushSubscription',
	'pushCursor',
	'limitChange',
	'webhookDelivery',
	'webhookAttempt',
	'$queryRaw',
	'$queryRawUnsafe',
	'$executeRaw',
	'$executeRawUnsafe',
] as const satisfies readonly (keyof TenantTx)[];

type FirstOf = { findFirst(args: unknown): unknown; findFirstOrThrow(args: unknown): unknown; $name?: string };
const firstOf = (self: unknown): FirstOf => Prisma.getExtensionContext(self) as FirstOf;

const contextOf = ({ tenantId, cell, schemaName, roleName }: TenantPlace, raw: boolean): TenantContext => ({
	tenantId,
	cell,
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
export const tenantHandle = (
	{ shared, pool, directory }: { readonly shared: PrismaClient; readonly pool: pg.Pool & UnitPool; readonly directory: TenantDirectory },
	tenantId: number,
): TenantDb => {
	const extended = shared.$extends({
		name: `tenant ${tenantId}`,
		model: {
			$allModels: {
				// Prisma batches the findUniques of a tick and runs the batch in the first one's context; findFirst is not batched.
				findUnique(args: UniqueArgs) {
					const first = firstOf(this);
					return first.findFirst(uniqueArgs(first.$name ?? 'a model', args));
				},
				findUniqueOrThrow(args: UniqueArgs) {
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
	const context = async (): Promise<TenantContext> => contextOf(await directory.require(tenantId), false);
	const eventRows: TenantDb['eventRows'] = async (input) => readEventRows(pool, await context(), input);
	const orderRows: TenantDb['orderRows'] = async (asked) => readOrders(pool, await context(), asked);
	const positionRows: TenantDb['positionRows'] = async (accountId) => readPositions(pool, await context(), accountId);
	const accountRows: TenantDb['accountRows'] = async () => readAccounts(pool, await context());
	const orderWrites: TenantDb['orderWrites'] = async (writes) => writeOrders(pool, await context(), writes);
	const writePredictions: TenantDb['writePredictions'] = async (rows) => writePredictionRows(pool, await context(), rows);
	const pastPrisma = { eventRows, orderRows, positionRows, accountRows, orderWrites, writePredictions };
	return Object.assign(membersOf(extended), { tenantId, $transaction, ...pastPrisma });
};
