import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, invalidInputRef, notFoundRef } from '../shared/user-errors.ts';
import { subscribePush, unsubscribePush } from './service.ts';
import { type PushSubscriptionModel, pushKindEnum, pushLocaleEnum, pushSubscriptionRef } from './types.ts';

const subscribedRef = builder
	.objectRef<{ readonly __typename: 'SubscribePushSuccess'; readonly subscription: PushSubscriptionModel }>('SubscribePushSuccess')
	.implement({ fields: (t) => ({ subscription: t.expose('subscription', { type: pushSubscriptionRef }) }) });
const unsubscribedRef = builder
	.objectRef<{ readonly __typename: 'UnsubscribePushSuccess'; readonly subscriptionId: string }>('UnsubscribePushSuccess')
	.implement({ fields: (t) => ({ subscriptionId: t.exposeString('subscriptionId') }) });
const subscribeResultRef = builder.unionType('SubscribePushResult', { types: [subscribedRef, invalidInputRef, forbiddenRef] });
const unsubscribeResultRef = builder.unionType('UnsubscribePushResult', { types: [unsubscribedRef, notFoundRef] });
const subscribeInputRef = builder.inputType('SubscribePushInput', {
	fields: (t) => ({
		endpoint: t.string({ required: true }),
		p256dh: t.string({ required: true }),
		auth: t.string({ required: true }),
		kinds: t.field({ type: [pushKindEnum], required: true }),
		locale: t.field({ type: pushLocaleEnum, defaultValue: 'en', description: 'In which it is told.' }),
	}),
});

builder.mutationFields((t) => ({
	subscribePush: t.field({
		type: subscribeResultRef,
		description: 'Has this browser told from now on, until its log-in ends: what PushManager.subscribe gave, and of what.',
		args: { input: t.arg({ type: subscribeInputRef, required: true }) },
		resolve: (_root, { input }, context) => subscribePush(context, { ...input, locale: input.locale ?? 'en' }),
	}),
	unsubscribePush: t.field({
		type: unsubscribeResultRef,
		args: { subscriptionId: t.arg.string({ required: true }) },
		resolve: (_root, { subscriptionId }, context) => unsubscribePush(context, subscriptionId),
	}),
}));
