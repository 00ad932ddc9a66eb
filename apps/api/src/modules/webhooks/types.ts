import type { WebhookAttempt, WebhookDelivery, WebhookEndpoint } from '@meridian/db';
import { builder } from '../../graphql/builder.ts';
import { forbiddenRef, invalidInputRef, notFoundRef, proofRequiredRef } from '../shared/user-errors.ts';

export const endpointStates = ['ACTIVE', 'PAUSED', 'DISABLED', 'REMOVED'] as const;
export const deliveryStates = ['PENDING', 'DELIVERED', 'FAILED'] as const;
const endpointStateEnum = builder.enumType('WebhookEndpointState', {
	description: 'DISABLED: it never answered, and was switched off; disabledWhy says it.',
	values: endpointStates,
});
const deliveryStateEnum = builder.enumType('WebhookDeliveryState', {
	description: 'FAILED: given up. It can be replayed.',
	values: deliveryStates,
});
const oneOf = <const Words extends readonly string[]>(words: Words, text: string): Words[number] => {
	const found = words.find((word) => word === text);
	if (found === undefined) throw new Error(`${text} is none of ${words.join(', ')}`);
	return found;
};

export const endpointRef = builder.objectRef<WebhookEndpoint>('WebhookEndpoint').implement({
	description: 'Where a program hears of events, signed as Standard Webhooks says.',
	fields: (t) => ({
		endpointId: t.exposeString('id'),
		url: t.exposeString('url'),
		description: t.exposeString('description'),
		events: t.exposeStringList('events'),
		state: t.field({ type: endpointStateEnum, resolve: ({ status }) => oneOf(endpointStates, status) }),
		failures: t.exposeInt('failures', { description: 'Deliveries given up in a row.' }),
		disabledWhy: t.exposeString('disabledWhy', { nullable: true }),
		oldSecretUntil: t.expose('previousUntil', { type: 'DateTime', nullable: true, description: 'Until then the secret before signs too.' }),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
	}),
});

const attemptRef = builder.objectRef<WebhookAttempt>('WebhookAttempt').implement({
	fields: (t) => ({
		at: t.expose('at', { type: 'DateTime' }),
		durationMs: t.exposeInt('durationMs'),
		statusCode: t.exposeInt('statusCode', { nullable: true }),
		error: t.exposeString('error', { nullable: true }),
	}),
});
export type DeliveryModel = WebhookDelivery & { readonly log: readonly WebhookAttempt[] };
export const deliveryRef = builder.objectRef<DeliveryModel>('WebhookDelivery').implement({
	description: 'One event on its way to one endpoint.',
	fields: (t) => ({
		deliveryId: t.exposeString('id'),
		endpointId: t.exposeString('endpointId'),
		eventId: t.exposeString('eventId', { description: 'The header webhook-id: the same however often it is sent.' }),
		eventType: t.exposeString('eventType'),
		payload: t.exposeString('payload', { description: 'The body as it is signed and sent.' }),
		state: t.field({ type: deliveryStateEnum, resolve: ({ status }) => oneOf(deliveryStates, status) }),
		attempts: t.exposeInt('attempts'),
		dueAt: t.expose('dueAt', { type: 'DateTime' }),
		createdAt: t.expose('createdAt', { type: 'DateTime' }),
		deliveredAt: t.expose('deliveredAt', { type: 'DateTime', nullable: true }),
		log: t.field({ type: [attemptRef], resolve: ({ log }) => [...log] }),
	}),
});
export const deliveryConnectionRef = builder.connectionObject(
	{ type: deliveryRef, name: 'WebhookDeliveryConnection' },
	{ name: 'WebhookDeliveryEdge' },
);

const madeRef = builder
	.objectRef<{ readonly __typename: 'WebhookSecretMade'; readonly endpoint: WebhookEndpoint; readonly secret: string }>('WebhookSecretMade')
	.implement({
		fields: (t) => ({
			endpoint: t.expose('endpoint', { type: endpointRef }),
			secret: t.exposeString('secret', { description: 'Shown this once: it verifies the signatures.' }),
		}),
	});
const changedRef = builder
	.objectRef<{ readonly __typename: 'WebhookEndpointChanged'; readonly endpoint: WebhookEndpoint }>('WebhookEndpointChanged')
	.implement({ fields: (t) => ({ endpoint: t.expose('endpoint', { type: endpointRef }) }) });
const replayedRef = builder
	.objectRef<{ readonly __typename: 'WebhookReplayed'; readonly delivery: DeliveryModel }>('WebhookReplayed')
	.implement({ fields: (t) => ({ delivery: t.expose('delivery', { type: deliveryRef }) }) });

export const madeResultRef = builder.unionType('WebhookSecretResult', {
	types: [madeRef, invalidInputRef, notFoundRef, forbiddenRef, proofRequiredRef],
});
export const changedResultRef = builder.unionType('ChangeWebhookResult', {
	types: [changedRef, invalidInputRef, notFoundRef, forbiddenRef],
});
export const replayedResultRef = builder.unionType('ReplayWebhookResult', {
	types: [replayedRef, invalidInputRef, notFoundRef, forbiddenRef],
});

export const createEndpointInputRef = builder.inputType('CreateWebhookEndpointInput', {
	fields: (t) => ({
		url: t.string({ required: true, description: 'https://, and reached over the public internet.' }),
		description: t.string(),
		events: t.stringList({ required: true, description: 'order.changed, execution.booked, break.opened, alert.fired' }),
	}),
});
export const changeEndpointInputRef = builder.inputType('ChangeWebhookEndpointInput', {
	description: 'What is absent stays. active: true also wakes one that was switched off; what happened meanwhile is delivered then.',
	fields: (t) => ({
		endpointId: t.string({ required: true }),
		url: t.string(),
		description: t.string(),
		events: t.stringList(),
		active: t.boolean(),
	}),
});
