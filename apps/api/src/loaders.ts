import type { MlTrial, Order } from '@meridian/db';
import DataLoader from 'dataloader';
import { type ApiContext, viewerOf } from './context.ts';

/** What fields of rows look up by key: each asks for its own row, and the database is asked once for all of the same moment. */
export type Loaders = {
	readonly order: DataLoader<bigint, Order | null>;
	/** Names of people by user id; of the viewer's tenant alone. */
	readonly personName: DataLoader<number, string | null>;
	/** Servers that have a name for an instrument, by its id. */
	readonly servers: DataLoader<number, readonly string[]>;
	/** Trials of a study, by its job. */
	readonly trials: DataLoader<string, readonly MlTrial[]>;
};

const made = new WeakMap<ApiContext, Loaders>();

/**
 * Those of one operation: no other shares them, so what is asked together is always of one tenant. They batch and keep nothing, since the context of a
 * subscription lives long.
 */
export function loadersOf(context: ApiContext): Loaders {
	const known = made.get(context);
	if (known !== undefined) return known;
	const { tenantId } = viewerOf(context);
	const { platform } = context.app.db;
	const own = context.app.db.forTenant(tenantId);
	const loaders: Loaders = {
		order: by(async (ids) => {
			const rows = await own.order.findMany({ where: { id: { in: [...ids] } } });
			const found = new Map(rows.map((row) => [row.id, row]));
			return (id) => found.get(id) ?? null;
		}),
		personName: by(async (ids) => {
			const where = { tenantId, userId: { in: [...ids] } };
			const rows = await platform.membership.findMany({ where, select: { userId: true, user: { select: { name: true } } } });
			const found = new Map(rows.map(({ userId, user }) => [userId, user.name]));
			return (id) => found.get(id) ?? null;
		}),
		servers: by(async (ids) => {
			const where = { instrumentId: { in: [...ids] } };
			const rows = await own.brokerSymbol.findMany({ where, select: { instrumentId: true, server: true }, orderBy: { server: 'asc' } });
			const found = Map.groupBy(rows, ({ instrumentId }) => instrumentId);
			return (id) => (found.get(id) ?? []).map(({ server }) => server);
		}),
		trials: by(async (ids) => {
			const rows = await own.mlTrial.findMany({ where: { jobId: { in: [...ids] } }, orderBy: { number: 'asc' } });
			const found = Map.groupBy(rows, ({ jobId }) => jobId);
			return (id) => found.get(id) ?? [];
		}),
	};
	made.set(context, loaders);
	return loaders;
}

/** @param load asks for all keys at once, and says how to find each */
const by = <Key, Value>(load: (keys: ReadonlySet<Key>) => Promise<(key: Key) => Value>): DataLoader<Key, Value> =>
	new DataLoader<Key, Value>(async (keys) => keys.map(await load(new Set(keys))), { cache: false, maxBatchSize: 500 });
