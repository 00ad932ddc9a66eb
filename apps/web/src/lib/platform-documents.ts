const refusal = '... on UserError { code message }';
const secret = `__typename ${refusal} ... on WebhookSecretMade { secret endpoint { endpointId } }`;

/** Of webhooks and usage. */
export const platformDocuments = {
	webhooks: 'query Webhooks { webhookEndpoints { endpointId url description events state failures disabledWhy oldSecretUntil createdAt } }',
	webhookDeliveries:
		'query WebhookDeliveries($id: String!) { webhookDeliveries(endpointId: $id, first: 20) { edges { node { deliveryId eventId eventType state attempts createdAt log { at statusCode error durationMs } } } } }',
	createWebhook: `mutation CreateWebhook($input: CreateWebhookEndpointInput!) { createWebhookEndpoint(input: $input) { ${secret} } }`,
	rotateWebhook: `mutation RotateWebhook($id: String!) { rotateWebhookSecret(endpointId: $id) { ${secret} } }`,
	setWebhookActive: `mutation SetWebhookActive($id: String!, $active: Boolean!) { changeWebhookEndpoint(input: { endpointId: $id, active: $active }) { __typename ${refusal} } }`,
	removeWebhook: `mutation RemoveWebhook($id: String!) { removeWebhookEndpoint(endpointId: $id) { __typename ${refusal} } }`,
	replayWebhook: `mutation ReplayWebhook($id: String!) { replayWebhookDelivery(deliveryId: $id) { __typename ${refusal} } }`,
	usage: 'query Usage { usage(days: 30) { plan quotas { name hard soft used state } days { day meter quantity } } }',
} as const;
