import { randomUUID } from 'node:crypto';
import { isPushKind, type PushKind, type PushLocale, type PushSubscription, pushChannel } from '@meridian/db';
import { type ApiContext, personOf, viewerOf } from '../../context.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { subscriptionProblem } from './parse.ts';
import type { PushSettingsModel, PushSubscriptionModel } from './types.ts';

export type SubscribePushInput = {
	readonly endpoint: string;
	readonly p256dh: string;
	readonly auth: string;
	readonly kinds: readonly PushKind[];
	readonly locale: PushLocale;
};
/** Of one person: more browsers than anybody has. The oldest makes room. */
const subscriptionsMax = 10;

const model = ({ id, endpoint, kinds, userAgent, sessionId, createdAt }: PushSubscription, context: ApiContext): PushSubscriptionModel => ({
	...{ subscriptionId: id, endpoint, kinds: kinds.filter(isPushKind), userAgent, createdAt },
	current: sessionId === BigInt(viewerOf(context).sessionId),
});
const live = (context: ApiContext) => ({ userId: viewerOf(context).userId, removedAt: null });

/** The person's own, the newest first. */
export async function pushSettings(context: ApiContext): Promise<PushSettingsModel> {
	personOf(context);
	const { tenantId } = viewerOf(context);
	const rows = await context.app.db.forTenant(tenantId).pushSubscription.findMany({ where: live(context), orderBy: { createdAt: 'desc' } });
	return { publicKey: context.app.pushPublicKey, subscriptions: rows.map((row) => model(row, context)) };
}

/** From now on this browser is told, until its log-in ends. It replaces what the same browser had asked for before, whoever was logged in. */
export async function subscribePush(context: ApiContext, input: SubscribePushInput) {
	personOf(context);
	const { tenantId, userId, sessionId } = viewerOf(context);
	const { app, userAgent } = context;
	if (app.pushPublicKey === null) return forbidden('This installation tells no browser: its operator has given it no key.');
	if (sessionId === 0) return forbidden('Only a person who is logged in may do this.');
	const problem = subscriptionProblem(input, { allow: app.webhookAllow });
	if (problem !== null) return problem;
	const { endpoint, p256dh, auth, kinds, locale } = input;
	const own = app.db.forTenant(tenantId);
	const removed = { removedAt: new Date(app.nowMs()), removedWhy: 'REPLACED' };
	await own.pushSubscription.updateMany({ where: { endpoint, removedAt: null }, data: removed });
	const kept = await own.pushSubscription.findMany({
		...{ where: live(context), orderBy: { createdAt: 'desc' }, skip: subscriptionsMax - 1, select: { id: true } },
	});
	await own.pushSubscription.updateMany({ where: { id: { in: kept.map(({ id }) => id) } }, data: removed });
	const row = await own.pushSubscription.create({
		data: { id: randomUUID(), userId, sessionId: BigInt(sessionId), endpoint, p256dh, auth, kinds: [...new Set(kinds)], locale, userAgent },
	});
	await tell(context);
	return { __typename: 'SubscribePushSuccess', subscription: model(row, context) } as const;
}

export async function unsubscribePush(context: ApiContext, subscriptionId: string) {
	personOf(context);
	const own = context.app.db.forTenant(viewerOf(context).tenantId);
	const data = { removedAt: new Date(context.app.nowMs()), removedWhy: 'BY_PERSON' };
	const { count } = await own.pushSubscription.updateMany({ where: { ...live(context), id: subscriptionId }, data });
	if (count === 0)
		return userError('NotFound', {
			code: 'SUBSCRIPTION_NOT_FOUND',
			message: 'You have no such subscription. Ask for "pushSettings".',
			path: ['subscriptionId'],
		});
	await tell(context);
	return { __typename: 'UnsubscribePushSuccess', subscriptionId } as const;
}

/** The worker looks by itself too: a word that is lost costs half a minute. */
async function tell(context: ApiContext): Promise<void> {
	const { app, log } = context;
	await app.redis
		.publish(pushChannel(viewerOf(context).tenantId), '1')
		.catch((error: unknown) => log.warn({ err: error }, 'the worker was not told of a subscription'));
}
