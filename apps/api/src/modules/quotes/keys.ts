/** Redis keys and channels; every one carries the tenant. */
export const quotesChannel = (tenantId: number): string => `t:${tenantId}:quotes`;
export const eventsChannel = (tenantId: number): string => `t:${tenantId}:events`;
export const haltsChannel = (tenantId: number): string => `t:${tenantId}:halts`;
export const lastKey = (tenantId: number): string => `t:${tenantId}:last`;
export const ticksKey = (tenantId: number, instrumentId: number): string => `t:${tenantId}:ticks:${instrumentId}`;
