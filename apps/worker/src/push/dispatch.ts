import { type Db, isPushKind, type PushLocale, type PushSubscription, pushKinds, pushLocales } from '@meridian/db';
import type { Queue } from 'bullmq';
import { z } from 'zod';
import { type Places, pushSources } from './events.ts';
import { messageOf, type PushEvent, type PushMessage, summaryOf } from './message.ts';

export const pushQueue = 'push';
const message = z.object({ title: z.string(), body: z.string(), url: z.string(), tag: z.string() }) satisfies z.ZodType<PushMessage>;
export const pushJob = z.object({ tenantId: z.int().positive(), subscriptionId: z.uuid(), message });
type Job = z.infer<typeof pushJob>;

/** More of a kind at once become one message. */
const singlyMax = 3;
const attempts = 4;
/** A job is known so long after its end, so that the same event is not told twice after a crash. */
const keptSec = 3_600;
const cursorShape = z.record(z.string(), z.string().regex(/^\d{1,20}$/));

/**
 * Turns what happened in a tenant since the last look into messages to those who asked, then moves the cursor. @returns how many ask, and whether
 * there may be more to tell
 */
export async function dispatchPushes(
	tenantId: number,
	{ db, queue }: { readonly db: Db; readonly queue: Queue },
): Promise<{ readonly asking: number; readonly more: boolean }> {
	const own = db.forTenant(tenantId);
	const subscriptions = await own.pushSubscription.findMany({ where: { removedAt: null } });
	if (subscriptions.length === 0) return { asking: 0, more: false };
	const [row, accounts, instruments] = await Promise.all([
		own.pushCursor.findFirst({ where: { id: 1 } }),
		own.account.findMany({ select: { id: true, name: true } }),
		own.instrument.findMany(),
	]);
	const places: Places = {
		instruments: new Map(instruments.map((instrument) => [instrument.id, instrument])),
		accounts: new Map(accounts.map(({ id, name }) => [id, name])),
	};
	// While nobody asked, nobody looked: what happened then is not to be told.
	const earliest = new Date(Math.min(...subscriptions.map(({ createdAt }) => createdAt.getTime())));
	const cursor = row === null || row.updatedAt < earliest ? {} : { ...cursorShape.parse(row.cursor) };
	const events: PushEvent[] = [];
	let more = false;
	for (const source of pushSources)
		for (const accountId of source.perAccount ? accounts.map(({ id }) => id) : [0]) {
			const key = `${source.name}:${accountId}`;
			const known = cursor[key];
			const after = known === undefined ? await source.before(own, { accountId, at: earliest }) : BigInt(known);
			const batch = await source.after(own, { accountId, after, places });
			events.push(...batch.events);
			more ||= batch.more;
			cursor[key] = batch.last.toString();
		}
	const jobs = subscriptions.flatMap((subscription) => jobsFor(subscription, { tenantId, events }));
	if (jobs.length > 0) await queue.addBulk(jobs.map(jobOf));
	const data = { cursor, updatedAt: new Date() };
	await own.pushCursor.upsert({ where: { id: 1 }, create: { id: 1, ...data }, update: data });
	return { asking: subscriptions.length, more };
}

function jobsFor(subscription: PushSubscription, input: { readonly tenantId: number; readonly events: readonly PushEvent[] }): Job[] {
	const { id: subscriptionId, userId, createdAt } = subscription;
	const kinds = subscription.kinds.filter(isPushKind);
	const locale: PushLocale = pushLocales.find((known) => known === subscription.locale) ?? 'en';
	return pushKinds.flatMap((kind) => {
		const wanted = input.events.filter(
			(event) => event.kind === kind && kinds.includes(kind) && event.at >= createdAt && (event.userId === null || event.userId === userId),
		);
		const messages = wanted.length > singlyMax ? [summaryOf(wanted, { kind, locale })] : wanted.map((event) => messageOf(event, locale));
		return messages.map((told) => ({ tenantId: input.tenantId, subscriptionId, message: told }));
	});
}

const jobOf = (data: Job) => ({
	name: 'push',
	data,
	opts: {
		...{ jobId: `${data.tenantId}-${data.subscriptionId}-${data.message.tag}`, attempts, backoff: { type: 'exponential', delay: 2_000 } },
		...{ removeOnComplete: { age: keptSec }, removeOnFail: { age: keptSec } },
	},
});
