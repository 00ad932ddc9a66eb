import { builder } from '../../graphql/builder.ts';
import { replayDelivery } from './deliveries.ts';
import { changeEndpoint, createEndpoint, removeEndpoint, rotateSecret } from './endpoints.ts';
import { changedResultRef, changeEndpointInputRef, createEndpointInputRef, madeResultRef, replayedResultRef } from './types.ts';

builder.mutationFields((t) => ({
	createWebhookEndpoint: t.field({
		type: madeResultRef,
		args: { input: t.arg({ type: createEndpointInputRef, required: true }) },
		resolve: (_root, { input }, context) => createEndpoint(context, input),
	}),
	changeWebhookEndpoint: t.field({
		type: changedResultRef,
		args: { input: t.arg({ type: changeEndpointInputRef, required: true }) },
		resolve: (_root, { input }, context) => changeEndpoint(context, input),
	}),
	rotateWebhookSecret: t.field({
		type: madeResultRef,
		args: { endpointId: t.arg.string({ required: true }) },
		resolve: (_root, { endpointId }, context) => rotateSecret(context, endpointId),
	}),
	removeWebhookEndpoint: t.field({
		type: changedResultRef,
		args: { endpointId: t.arg.string({ required: true }) },
		resolve: (_root, { endpointId }, context) => removeEndpoint(context, endpointId),
	}),
	replayWebhookDelivery: t.field({
		type: replayedResultRef,
		args: { deliveryId: t.arg.string({ required: true }) },
		resolve: (_root, { deliveryId }, context) => replayDelivery(context, deliveryId),
	}),
}));
