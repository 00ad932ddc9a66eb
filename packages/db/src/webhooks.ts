/** What programs can be told of; each is a row that is only ever added, so that the tables are the outbox. */
export const webhookEvents = ['order.changed', 'execution.booked', 'break.opened', 'alert.fired'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];
export const isWebhookEvent = (text: string): text is WebhookEvent => webhookEvents.some((event) => event === text);

/** Purpose of an endpoint's encrypted secret: it opens nowhere else. */
export const webhookSecretPurpose = (endpointId: string): string => `webhook:${endpointId}`;
/** On this channel the API wakes the worker: an endpoint or a delivery was changed. */
export const webhooksChannel = (tenantId: number): string => `t:${tenantId}:webhooks`;
