import { createHash } from 'node:crypto';
import { decrypt, prepareEncrypt } from '@meridian/auth';
import { z } from 'zod';
import type { ApiContext } from '../context.ts';
import type { RestAnswer } from './problem.ts';

/** So long the same key gives the same answer. */
const keptMs = 24 * 3_600_000;
/** So long a request that began may be under way; longer than any takes. */
const runningMs = 60_000;

const kept = z.union([z.object({ request: z.string(), running: z.literal(true) }), z.object({ request: z.string(), answer: z.string() })]);
const answerShape = z.object({ status: z.int(), body: z.unknown() });

export type Begun =
	/** Run it, then say what came of it. */
	| { readonly kind: 'first'; end(answer: RestAnswer): Promise<void> }
	| { readonly kind: 'replayed'; readonly answer: RestAnswer }
	/** The same key was used for another request, or its request is under way. */
	| { readonly kind: 'reused' }
	| { readonly kind: 'running' };

const hash = (text: string): string => createHash('sha256').update(text, 'utf8').digest('base64url');

/**
 * One act per key and person: whoever did not hear the answer asks again with the same key. The answer is kept encrypted, as it may hold a secret.
 * An answer that says that nothing was done, or that nobody knows, is not kept: asking again is what mends it.
 * @param input.request what was asked, whole @throws where Redis is away, or who wraps keys: then nothing is done, since it might be done twice
 */
export async function beginOnce(context: ApiContext, input: { readonly key: string; readonly request: string }): Promise<Begun> {
	const { redis, dataKeys } = context.app;
	const name = keyOf(context, input.key);
	const request = hash(input.request);
	const first = await redis.set(name, JSON.stringify({ request, running: true }), 'PX', runningMs, 'NX');
	if (first !== 'OK') {
		const text = await redis.get(name);
		// It ended between the two questions.
		if (text === null) return beginOnce(context, input);
		const known = kept.parse(JSON.parse(text));
		if (known.request !== request) return { kind: 'reused' };
		if ('running' in known) return { kind: 'running' };
		const plain = await decrypt(dataKeys, { text: known.answer, purpose: name });
		return { kind: 'replayed', answer: answerShape.parse(JSON.parse(plain)) };
	}
	const encrypt = await prepareEncrypt(dataKeys).catch(async (error: unknown) => {
		await redis.del(name);
		throw error;
	});
	return {
		kind: 'first',
		async end(answer) {
			if (answer.status >= 500 || answer.status === 429 || answer.status === 401) return void (await redis.del(name));
			const sealed = encrypt({ plain: JSON.stringify(answer), purpose: name });
			await redis.set(name, JSON.stringify({ request, answer: sealed }), 'PX', keptMs);
		},
	};
}

/** Nobody's key meets another's: it is within the tenant and the person of the token. */
function keyOf({ auth }: ApiContext, key: string): string {
	if (auth.kind === 'refused') throw new Error('who asks is not known');
	const [tenantId, userId] = auth.kind === 'viewer' ? [auth.viewer.tenantId, auth.viewer.userId] : [0, auth.operator.userId];
	return `t:${tenantId}:once:${userId}:${hash(key)}`;
}
