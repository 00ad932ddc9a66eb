import { encrypt, type KeyProvider, KeyServiceError, rewrap, wrappingKeyOf } from '@meridian/auth';
import type { Db } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
import { type Column, type Kept, platformColumns, tenantColumns } from './columns.ts';

export type Rewrapped = {
	/** What new values are wrapped by, e.g. `vault:v2`. */
	readonly newest: string;
	/** Values that were moved to it now. */
	readonly moved: number;
	/** Values that were under it before. */
	readonly current: number;
	/** Values that could not be moved: they stay as they were, and the log names each. */
	readonly failed: number;
};

/**
 * Wraps the data key of every value that is kept by the newest key, of all tenants; the values themselves are not opened. What changes meanwhile is left as it is
 * changed, and running it again takes up where it ended. The API and the worker may run.
 * @throws KeyServiceError where who wraps keys is away: what was moved until then stays moved
 */
export async function rewrapAll({
	db,
	keys,
	log,
}: {
	readonly db: Db;
	readonly keys: KeyProvider;
	readonly log: Logger;
}): Promise<Rewrapped> {
	const newest = wrappingKeyOf(await encrypt(keys, { plain: '', purpose: 'which key is the newest' }));
	const counts = { moved: 0, current: 0, failed: 0 };

	async function move(column: Column, { id, text }: Kept): Promise<void> {
		if (text === '') return;
		try {
			if (wrappingKeyOf(text) === newest) counts.current += 1;
			else counts.moved += await column.write({ id, from: text, to: await rewrap(keys, text) });
		} catch (error) {
			if (error instanceof KeyServiceError) throw error;
			counts.failed += 1;
			log.error({ err: error, column: column.name, id }, 'a value could not be moved to the newest key');
		}
	}
	async function walk(column: Column): Promise<void> {
		let after = '';
		for (;;) {
			const rows = await column.read(after);
			for (const row of rows) await move(column, row);
			const last = rows.at(-1);
			if (last === undefined) return;
			after = last.id;
		}
	}

	for (const column of platformColumns(db)) await walk(column);
	const tenants = await db.platform.tenant.findMany({
		where: { status: { not: 'DELETED' } },
		select: { id: true },
		orderBy: { id: 'asc' },
	});
	for (const { id } of tenants) {
		for (const column of tenantColumns(db, id))
			await walk(column).catch((error: unknown) => {
				if (error instanceof KeyServiceError) throw error;
				counts.failed += 1;
				log.error({ err: error, column: column.name }, 'a tenant’s values could not be read');
			});
	}
	return { newest, ...counts };
}
