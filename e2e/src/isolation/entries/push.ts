import { createECDH, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { send } from '../doors.ts';
import type { Entries } from '../entry.ts';

const browser = createECDH('prime256v1');
const input = {
	endpoint: 'https://push.example.com/walk',
	p256dh: browser.generateKeys('base64url'),
	auth: randomBytes(16).toString('base64url'),
	kinds: ['ALERT'],
};
const made = z.object({ data: z.object({ result: z.object({ subscription: z.object({ subscriptionId: z.string() }) }) }) });
const nobodys = '77777777-7777-4777-8777-777777777777';

/** Each person's own browsers; the walk's ends with what takes it away. */
export const pushEntries: Entries = {
	'Query.pushSettings': { roles: 'all' },
	'Mutation.subscribePush': { roles: 'all', args: () => ({ input }), gives: 'SubscribePushSuccess' },
	'Mutation.unsubscribePush': {
		roles: 'all',
		args: () => ({ subscriptionId: nobodys }),
		async controlArgs(_ids, { world, token }) {
			const query =
				'mutation($input: SubscribePushInput!) { result: subscribePush(input: $input) { ... on SubscribePushSuccess { subscription { subscriptionId } } } }';
			const { body } = await send(world.url, { token, query, variables: { input } });
			return { subscriptionId: made.parse(JSON.parse(body)).data.result.subscription.subscriptionId };
		},
		gives: 'UnsubscribePushSuccess',
	},
};
