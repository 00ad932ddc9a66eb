import { hashOpaque, newOpaque } from '@meridian/auth';
import { z } from 'zod';
import type { App } from '../../app.ts';

const shape = z.object({
	providerId: z.string(),
	/** Of the secret that the browser keeps: whoever is made to open another's callback has it not. */
	bindingHash: z.string(),
	nonce: z.string(),
	codeVerifier: z.string(),
});
/** Somebody who was sent to an identity provider and is not back yet. */
export type Flow = z.infer<typeof shape>;

const lifeSec = 600;
const keyOf = (tenantId: number, state: string): string => `t:${tenantId}:sso:flow:${hashOpaque(state)}`;

/** The state names its tenant, so that every key does. */
export async function openFlow(app: Pick<App, 'redis'>, input: { readonly tenantId: number; readonly flow: Flow }): Promise<string> {
	const state = `${input.tenantId}.${newOpaque('mss').secret}`;
	await app.redis.set(keyOf(input.tenantId, state), JSON.stringify(input.flow), 'EX', lifeSec);
	return state;
}

const tenantIn = (state: string): number | null => {
	const text = /^([1-9]\d{0,9})\.mss_[\w-]{43}$/.exec(state)?.[1];
	return text === undefined ? null : Number(text);
};

/** Looks at it without ending it: an assertion has come, but not yet its person's browser. */
export async function peekFlow(app: Pick<App, 'redis'>, state: string): Promise<(Flow & { readonly tenantId: number }) | null> {
	const tenantId = tenantIn(state);
	const text = tenantId === null ? null : await app.redis.get(keyOf(tenantId, state));
	return text === null || tenantId === null ? null : { ...shape.parse(JSON.parse(text)), tenantId };
}

/** Ends it: what comes back comes once. */
export async function closeFlow(app: Pick<App, 'redis'>, state: string): Promise<(Flow & { readonly tenantId: number }) | null> {
	const tenantId = tenantIn(state);
	const text = tenantId === null ? null : await app.redis.getdel(keyOf(tenantId, state));
	return text === null || tenantId === null ? null : { ...shape.parse(JSON.parse(text)), tenantId };
}

/** What a provider says of a person. */
export const claimsShape = z.object({
	subject: z.string().min(1).max(300),
	email: z.string().max(254),
	name: z.string().max(200),
	/** False: the provider itself does not believe the address. */
	emailVerified: z.boolean(),
	groups: z.array(z.string()),
});
export type Claims = z.infer<typeof claimsShape>;
