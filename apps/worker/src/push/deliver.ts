import type { Db, PushSubscription } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';
// As CommonJS it has no names that Node could find without running it.
import webPush from 'web-push';
import { post } from '../webhooks/send.ts';
import { pushJob } from './dispatch.ts';

/** What is older is no news: the push service drops it. */
const livesSec = 3_600;
const timeoutMs = 10_000;

export type Pushing = {
	readonly db: Db;
	readonly vapid: { readonly subject: string; readonly publicKey: string; readonly privateKey: string };
	/** `host:port` that may be private and without TLS. */
	readonly allow: ReadonlySet<string>;
	readonly log: Logger;
};

/** One attempt to tell one browser. A subscription ends with its log-in, and with the push service's word that it is gone. @throws where it is worth another try */
export async function push(data: unknown, work: Pushing): Promise<void> {
	const { tenantId, subscriptionId, message } = pushJob.parse(data);
	const { db, log } = work;
	const subscription = await db.forTenant(tenantId).pushSubscription.findFirst({ where: { id: subscriptionId, removedAt: null } });
	if (subscription === null) return;
	const remove = async (removedWhy: string): Promise<void> => {
		await db.forTenant(tenantId).pushSubscription.updateMany({
			where: { id: subscriptionId, removedAt: null },
			data: { removedAt: new Date(), removedWhy },
		});
		log.info({ tenantId, subscriptionId, removedWhy }, 'a subscription to pushes has ended');
	};
	if (!(await isLoggedIn(tenantId, { db, subscription }))) return remove('SESSION_ENDED');
	const { endpoint, p256dh, auth } = subscription;
	const request = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, JSON.stringify(message), {
		...{ vapidDetails: work.vapid, TTL: livesSec, urgency: 'high', contentEncoding: 'aes128gcm' },
	});
	const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name.toLowerCase(), String(value)]));
	const sent = await post(endpoint, { headers, body: request.body ?? Buffer.alloc(0), allow: work.allow, timeoutMs });
	if (sent.error === null) return;
	if (sent.refused === true) return remove('REFUSED');
	if (sent.statusCode === 404 || sent.statusCode === 410) return remove('GONE');
	throw new Error(`a push was not taken: ${sent.error}`);
}

/** Who logged out, was sent out, or is no member any more, is told nothing. */
async function isLoggedIn(tenantId: number, of: { readonly db: Db; readonly subscription: PushSubscription }): Promise<boolean> {
	const { db, subscription } = of;
	const { userId, sessionId } = subscription;
	const [session, member] = await Promise.all([
		db.platform.session.findFirst({ where: { id: sessionId, userId, tenantId, revokedAt: null, expiresAt: { gt: new Date() } } }),
		db.platform.membership.findFirst({ where: { tenantId, userId, active: true } }),
	]);
	return session !== null && member !== null;
}
