import { randomBytes, randomUUID } from 'node:crypto';
import { encrypt } from '@meridian/auth';
import { type WebhookEndpoint, webhookSecretPurpose, webhooksChannel } from '@meridian/db';
import { audit } from '../../audit.ts';
import { type ApiContext, may, viewerOf } from '../../context.ts';
import { apiError } from '../../graphql/errors.ts';
import { proofTooOld } from '../shared/fresh-proof.ts';
import { forbidden, userError } from '../shared/user-errors.ts';
import { endpointProblem } from './parse.ts';

const endpointsMax = 20;
/** So long the secret before signs too. */
const overlapMs = 24 * 3_600_000;

export const mayNot = 'Only an administrator may manage webhooks.';
export const endpointNotFound = () =>
	userError('NotFound', { code: 'WEBHOOK_NOT_FOUND', message: 'There is no such endpoint.', path: ['endpointId'] });

/** The tenant's endpoints but those that were removed, newest first. @throws FORBIDDEN */
export function listEndpoints(context: ApiContext): Promise<WebhookEndpoint[]> {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) throw apiError('FORBIDDEN', mayNot);
	return context.app.db.platform.webhookEndpoint.findMany({
		where: { tenantId, status: { not: 'REMOVED' } },
		orderBy: [{ createdAt: 'desc' }, { id: 'asc' }],
	});
}

/** The worker looks at once; where Redis is away it does within seconds. */
export async function wakeWorker({ app, log }: ApiContext, tenantId: number): Promise<void> {
	await app.redis.publish(webhooksChannel(tenantId), '{}').catch((error: unknown) => log.warn({ err: error }, 'the worker was not woken'));
}

async function newSecret({ app }: ApiContext, endpointId: string): Promise<{ readonly secret: string; readonly sealed: string }> {
	const secret = `whsec_${randomBytes(32).toString('base64')}`;
	return { secret, sealed: await encrypt(app.dataKeys, { plain: secret, purpose: webhookSecretPurpose(endpointId) }) };
}

export async function createEndpoint(
	context: ApiContext,
	input: { readonly url: string; readonly description?: string | null | undefined; readonly events: readonly string[] },
) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden(mayNot);
	const old = proofTooOld(context);
	if (old !== null) return old;
	const problem = endpointProblem(input, { allow: context.app.webhookAllow });
	if (problem !== null) return problem;
	const { platform } = context.app.db;
	if ((await platform.webhookEndpoint.count({ where: { tenantId, status: { not: 'REMOVED' } } })) >= endpointsMax)
		return userError('InvalidInput', { code: 'TOO_MANY_WEBHOOKS', message: `At most ${endpointsMax} endpoints: remove one first.` });
	const id = `we-${randomUUID()}`;
	const { secret, sealed } = await newSecret(context, id);
	const { url, description, events } = input;
	const endpoint = await platform.webhookEndpoint.create({
		data: {
			id,
			tenantId,
			url,
			description: description ?? '',
			events: [...new Set(events)],
			secret: sealed,
			cursor: {},
			createdBy: userId,
		},
	});
	await audit(context, { action: 'WEBHOOK_CREATED', tenantId, userId, detail: { endpointId: id, host: new URL(url).host } });
	await wakeWorker(context, tenantId);
	return { __typename: 'WebhookSecretMade', endpoint, secret } as const;
}

/** Another secret. The one before signs too for a day, so that receivers may change over when they like. */
export async function rotateSecret(context: ApiContext, endpointId: string) {
	const { tenantId, userId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden(mayNot);
	const old = proofTooOld(context);
	if (old !== null) return old;
	const { platform } = context.app.db;
	const before = await platform.webhookEndpoint.findFirst({ where: { id: endpointId, tenantId, status: { not: 'REMOVED' } } });
	if (before === null) return endpointNotFound();
	const { secret, sealed } = await newSecret(context, endpointId);
	const endpoint = await platform.webhookEndpoint.update({
		where: { id: endpointId },
		data: { secret: sealed, previousSecret: before.secret, previousUntil: new Date(context.app.nowMs() + overlapMs) },
	});
	await audit(context, { action: 'WEBHOOK_SECRET_ROTATED', tenantId, userId, detail: { endpointId } });
	return { __typename: 'WebhookSecretMade', endpoint, secret } as const;
}

export async function changeEndpoint(
	context: ApiContext,
	input: {
		readonly endpointId: string;
		readonly url?: string | null | undefined;
		readonly description?: string | null | undefined;
		readonly events?: readonly string[] | null | undefined;
		readonly active?: boolean | null | undefined;
	},
) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden(mayNot);
	const problem = endpointProblem(input, { allow: context.app.webhookAllow });
	if (problem !== null) return problem;
	const { url, description, events, active } = input;
	return changed(context, {
		tenantId,
		endpointId: input.endpointId,
		action: 'WEBHOOK_CHANGED',
		data: {
			...(url == null ? {} : { url }),
			...(description == null ? {} : { description }),
			...(events == null ? {} : { events: [...new Set(events)] }),
			...(active == null ? {} : active ? { status: 'ACTIVE', failures: 0, disabledWhy: null } : { status: 'PAUSED' }),
		},
	});
}

export async function removeEndpoint(context: ApiContext, endpointId: string) {
	const { tenantId } = viewerOf(context);
	if (!may(context, 'CREDENTIAL_MANAGE')) return forbidden(mayNot);
	return changed(context, { tenantId, endpointId, action: 'WEBHOOK_REMOVED', data: { status: 'REMOVED' } });
}

async function changed(
	context: ApiContext,
	input: {
		readonly tenantId: number;
		readonly endpointId: string;
		readonly action: 'WEBHOOK_CHANGED' | 'WEBHOOK_REMOVED';
		readonly data: { readonly url?: string; readonly description?: string; readonly events?: string[]; readonly status?: string };
	},
) {
	const { tenantId, endpointId, action, data } = input;
	const { platform } = context.app.db;
	const where = { id: endpointId, tenantId };
	const { count } = await platform.webhookEndpoint.updateMany({ where: { ...where, status: { not: 'REMOVED' } }, data });
	if (count === 0) return endpointNotFound();
	await audit(context, { action, tenantId, userId: viewerOf(context).userId, detail: { endpointId } });
	await wakeWorker(context, tenantId);
	const endpoint = await platform.webhookEndpoint.findFirstOrThrow({ where });
	return { __typename: 'WebhookEndpointChanged', endpoint } as const;
}
