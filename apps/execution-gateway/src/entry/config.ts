import { accountModes, limitNames, type TenantConfig } from '@meridian/core';
import { z } from 'zod';

const id = z.number().int().positive();
const limit = z.number().int().nonnegative().nullable();
/** An account names every limit, if only as null; a name that the engine does not know would protect nobody. */
const accountLimits = z.record(z.enum(limitNames), limit);
const levelLimits = z.partialRecord(z.enum(limitNames), limit).optional();
const currency = z.string().regex(/^[A-Z]{3}$/);

/** A tenant's configuration as it comes over the wire (bigint as text). */
const shape = z.object({
	tenantId: id,
	version: z.number().int().positive(),
	slug: z.string(),
	baseCurrency: currency,
	active: z.boolean(),
	users: z.array(
		z.object({
			userId: id,
			active: z.boolean(),
			mayTrade: z.boolean(),
			mayHalt: z.boolean(),
			mayApprove: z.boolean().optional(),
			limits: levelLimits,
		}),
	),
	instruments: z.array(
		z.object({
			instrumentId: id,
			symbol: z.string(),
			priceDigits: z.number().int().min(0).max(8),
			qtyDigits: z.number().int().min(0).max(8),
			baseCurrency: currency,
			quoteCurrency: currency,
			active: z.boolean(),
			restricted: z.boolean().optional(),
			limits: levelLimits,
			brokerSymbols: z.array(z.object({ server: z.string(), symbol: z.string() })),
		}),
	),
	desks: z.array(z.object({ deskId: id, name: z.string(), limits: levelLimits })).optional(),
	strategies: z.array(z.object({ strategyId: id, name: z.string(), active: z.boolean(), limits: levelLimits })).optional(),
	limits: levelLimits,
	entitlements: z
		.object({
			accountIds: z.array(id),
			instrumentIds: z.array(id),
			users: z.array(
				z.object({
					userId: id,
					grants: z.array(z.object({ maxCentilots: id.nullable(), words: z.array(z.number().int().min(0).max(0xffffffff)) })),
				}),
			),
		})
		.optional(),
	takeBack: z.object({ whenInactive: z.boolean(), ofRemovedUsers: z.boolean() }).optional(),
	accounts: z.array(
		z.object({
			accountId: id,
			name: z.string(),
			mode: z.enum(accountModes),
			currency,
			currencyDigits: z.number().int().min(0).max(8),
			server: z.string(),
			login: z.union([z.string(), z.number()]).transform((text) => BigInt(text)),
			active: z.boolean(),
			deskId: id.nullish(),
			presumesAbsent: z.boolean().optional(),
			ownTerminalKey: z.boolean().optional(),
			limits: accountLimits,
		}),
	),
});

/** @returns the configuration, or what is wrong with it. */
export function parseConfig(text: string, tenantId: number): TenantConfig | string {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return 'the configuration is not JSON';
	}
	const parsed = shape.safeParse(json);
	if (!parsed.success) return z.prettifyError(parsed.error);
	return parsed.data.tenantId === tenantId
		? parsed.data
		: `the configuration is of tenant ${parsed.data.tenantId}, the request of ${tenantId}`;
}

const assignment = z.object({ shard: z.number().int().min(0).default(0) });

/** The shard that the platform has given this tenant. @param text a configuration that parseConfig took. */
export const shardOfConfig = (text: string): number => assignment.parse(JSON.parse(text)).shard;
