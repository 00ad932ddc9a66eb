import { z } from 'zod';

/** A book as the gateway publishes it: the best first, prices and quantities at the instrument's digits; without levels there is none. */
const levels = z.array(z.object({ price: z.int(), qty: z.int() }));
export const wireDepth = z.object({ instrumentId: z.int().positive(), bids: levels, asks: levels, atMs: z.number() });
export type WireDepth = z.infer<typeof wireDepth>;

/** Of one account's broker: tenants never share one. */
export const depthKey = (tenantId: number, accountId: number): string => `t:${tenantId}:depth:${accountId}`;
export const depthChannel = (tenantId: number, of: { readonly accountId: number; readonly instrumentId: number }): string =>
	`${depthKey(tenantId, of.accountId)}:${of.instrumentId}`;
