/** What a browser can be told. Fills and denials are of the person's own orders, alerts are the tenant's. */
export const pushKinds = ['FILL', 'DENIAL', 'ALERT'] as const;
export type PushKind = (typeof pushKinds)[number];
export const isPushKind = (text: string): text is PushKind => pushKinds.some((kind) => kind === text);

export const pushLocales = ['en', 'de', 'ja'] as const;
export type PushLocale = (typeof pushLocales)[number];

/** On which the worker hears that somebody of the tenant asked to be told, or no more. */
export const pushChannel = (tenantId: number): string => `t:${tenantId}:push`;
