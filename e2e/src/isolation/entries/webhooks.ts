import type { Entries } from '../entry.ts';

const admin = ['TENANT_ADMIN'] as const;

export const webhookEntries: Entries = {
	'Query.usage': { roles: 'all' },
	'Query.webhookEndpoints': { roles: admin },
	'Query.webhookDeliveries': { roles: admin, args: (ids) => ({ endpointId: ids.webhook }) },
	'Mutation.createWebhookEndpoint': {
		roles: admin,
		args: () => ({ input: { url: 'https://hooks.example/walk', events: ['alert.fired'] } }),
		gives: 'WebhookSecretMade',
	},
	'Mutation.changeWebhookEndpoint': {
		roles: admin,
		args: (ids) => ({ input: { endpointId: ids.webhook, active: false } }),
		gives: 'WebhookEndpointChanged',
	},
	'Mutation.rotateWebhookSecret': { roles: admin, args: (ids) => ({ endpointId: ids.webhook }), gives: 'WebhookSecretMade' },
	'Mutation.removeWebhookEndpoint': {
		roles: admin,
		before: async (world) => ({ webhook: await world.webhook() }),
		args: (ids) => ({ endpointId: ids.webhook }),
		gives: 'WebhookEndpointChanged',
	},
	'Mutation.replayWebhookDelivery': {
		roles: admin,
		before: async (world) => ({ delivery: await world.delivery() }),
		args: (ids) => ({ deliveryId: ids.delivery }),
		gives: 'WebhookReplayed',
	},
};
