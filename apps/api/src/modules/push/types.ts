import { type PushKind, pushKinds, pushLocales } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';

export type PushSubscriptionModel = {
	readonly subscriptionId: string;
	readonly endpoint: string;
	readonly kinds: readonly PushKind[];
	readonly userAgent: string;
	/** Of the log-in that asks. */
	readonly current: boolean;
	readonly createdAt: Date;
};
export type PushSettingsModel = { readonly publicKey: string | null; readonly subscriptions: readonly PushSubscriptionModel[] };

export const pushKindEnum = builder.enumType('PushKind', {
	description: 'FILL and DENIAL: of your own orders. ALERT: every alert of your organisation.',
	values: pushKinds,
});
export const pushLocaleEnum = builder.enumType('PushLocale', { values: pushLocales });

export const pushSubscriptionRef = builder.objectRef<PushSubscriptionModel>('PushSubscription').implement({
	description: 'A browser that is told while no page is open. It ends with its log-in.',
	fields: (t) => ({
		subscriptionId: t.exposeString('subscriptionId'),
		endpoint: t.exposeString('endpoint', { description: 'By which a browser knows its own.' }),
		kinds: t.field({ type: [pushKindEnum], resolve: ({ kinds }) => [...kinds] }),
		userAgent: t.exposeString('userAgent'),
		current: t.exposeBoolean('current'),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
	}),
});
export const pushSettingsRef = builder.objectRef<PushSettingsModel>('PushSettings').implement({
	fields: (t) => ({
		publicKey: t.exposeString('publicKey', {
			nullable: true,
			description: 'For PushManager.subscribe, base64url. Null: nobody is told here.',
		}),
		subscriptions: t.field({ type: [pushSubscriptionRef], resolve: ({ subscriptions }) => [...subscriptions] }),
	}),
});
