import type { Db } from '@meridian/db';
import { z } from 'zod';

export type Kept = { readonly id: string; readonly text: string };
/** A column of encrypted values. */
export type Column = {
	/** For people, e.g. `webhook_endpoints.secret`. */
	readonly name: string;
	/** Those after this id, in its order. */
	read(after: string): Promise<readonly Kept[]>;
	/** How many rows were changed: none where the value is another meanwhile. */
	write(change: { readonly id: string; readonly from: string; readonly to: string }): Promise<number>;
};

const pageRows = 500;
const page = (after: string) => ({ where: { id: { gt: after } }, orderBy: { id: 'asc' as const }, take: pageRows });
/** A row without a value is passed on, so that its page does not look like the last one. */
const kept = (id: string, text: string | null): Kept => ({ id, text: text ?? '' });

/**
 * Of what no tenant's schema keeps, all that `encrypt` wrote: also of rows that were removed, since a key may be taken away only once nothing is under it. Of passkeys
 * the column holds a public key, which is not encrypted.
 */
export function platformColumns({ platform }: Db): Column[] {
	return [
		{
			name: 'second_factors.secret',
			read: async (after) => {
				const { where, ...rest } = page(after);
				return (await platform.secondFactor.findMany({ ...rest, where: { ...where, kind: 'TOTP' } })).map(({ id, secret }) =>
					kept(id, secret),
				);
			},
			write: async ({ id, from, to }) =>
				(await platform.secondFactor.updateMany({ where: { id, secret: from }, data: { secret: to } })).count,
		},
		{
			name: 'terminal_keys.encrypted',
			read: async (after) => (await platform.terminalKey.findMany(page(after))).map(({ id, encrypted }) => kept(id, encrypted)),
			write: async ({ id, from, to }) =>
				(await platform.terminalKey.updateMany({ where: { id, encrypted: from }, data: { encrypted: to } })).count,
		},
		{
			name: 'identity_providers.secret',
			read: async (after) => (await platform.identityProvider.findMany(page(after))).map(({ id, secret }) => kept(id, secret)),
			write: async ({ id, from, to }) =>
				(await platform.identityProvider.updateMany({ where: { id, secret: from }, data: { secret: to } })).count,
		},
		{
			name: 'webhook_endpoints.secret',
			read: async (after) => (await platform.webhookEndpoint.findMany(page(after))).map(({ id, secret }) => kept(id, secret)),
			write: async ({ id, from, to }) =>
				(await platform.webhookEndpoint.updateMany({ where: { id, secret: from }, data: { secret: to } })).count,
		},
		{
			name: 'webhook_endpoints.previous_secret',
			read: async (after) =>
				(await platform.webhookEndpoint.findMany(page(after))).map(({ id, previousSecret }) => kept(id, previousSecret)),
			write: async ({ id, from, to }) =>
				(await platform.webhookEndpoint.updateMany({ where: { id, previousSecret: from }, data: { previousSecret: to } })).count,
		},
	];
}

/** A tenant's signatures of models. Their rows have two keys; they are few, so they come at once. */
export function tenantColumns(db: Db, tenantId: number): Column[] {
	const own = db.forTenant(tenantId);
	return [
		{
			name: `ml_model_versions.signature of tenant ${tenantId}`,
			read: async (after) => {
				if (after !== '') return [];
				const rows = await own.mlModelVersion.findMany({ select: { modelName: true, version: true, signature: true } });
				return rows.map(({ modelName, version, signature }) => kept(JSON.stringify([modelName, version]), signature));
			},
			async write({ id, from, to }) {
				const [modelName, version] = rowShape.parse(JSON.parse(id));
				const { count } = await own.mlModelVersion.updateMany({ where: { modelName, version, signature: from }, data: { signature: to } });
				return count;
			},
		},
	];
}

const rowShape = z.tuple([z.string(), z.int()]);
