import { z } from 'zod';
import type { ApiContext } from '../../context.ts';

/** Read when the first passkey is asked for: it takes with it a sixth of the time in which an API starts. */
const webauthn = () => import('@simplewebauthn/server');

/** Who the passkeys are for: a domain and the origins of the portal on it. Null where the portal has no domain (browsers refuse bare addresses). */
export type RelyingParty = { readonly id: string; readonly origins: readonly string[] };

export function relyingPartyOf(webOrigins: readonly string[]): RelyingParty | null {
	const named = webOrigins.filter((origin) => !/^\[|^[\d.]+$/.test(new URL(origin).hostname));
	const id = named[0] === undefined ? undefined : new URL(named[0]).hostname;
	return id === undefined ? null : { id, origins: named.filter((origin) => new URL(origin).hostname === id) };
}

const transport = z.enum(['ble', 'cable', 'hybrid', 'internal', 'nfc', 'smart-card', 'usb']);
const stored = z.object({ publicKey: z.string(), transports: z.array(transport) });
const outputs = z.looseObject({});
const registration = z.object({
	...{ id: z.string().max(1_400), rawId: z.string().max(1_400), type: z.literal('public-key'), clientExtensionResults: outputs },
	response: z.object({
		...{ clientDataJSON: z.string(), attestationObject: z.string() },
		transports: z.array(z.string()).default([]),
	}),
});
const assertion = z.object({
	...{ id: z.string().max(1_400), rawId: z.string().max(1_400), type: z.literal('public-key'), clientExtensionResults: outputs },
	response: z.object({ clientDataJSON: z.string(), authenticatorData: z.string(), signature: z.string() }),
});

function parseJson<T>(shape: z.ZodType<T>, text: string): T | null {
	try {
		return shape.safeParse(JSON.parse(text)).data ?? null;
	} catch {
		return null;
	}
}

const passkeysOf = async (context: ApiContext, userId: number) =>
	context.app.db.platform.secondFactor.findMany({ where: { userId, kind: 'PASSKEY', confirmedAt: { not: null }, removedAt: null } });

/** What the browser needs to make a passkey for this person, and the challenge that it must answer. */
export async function registrationOptions(context: ApiContext, person: { userId: number; email: string; name: string }) {
	const { relyingParty: rp } = context.app;
	if (rp === null) return null;
	const known = await passkeysOf(context, person.userId);
	const { generateRegistrationOptions } = await webauthn();
	const options = await generateRegistrationOptions({
		...{ rpID: rp.id, rpName: 'Meridian', userName: person.email, userDisplayName: person.name },
		userID: new TextEncoder().encode(`meridian-user-${person.userId}`),
		excludeCredentials: known.map(({ id }) => ({ id })),
		authenticatorSelection: { residentKey: 'preferred', userVerification: 'required' },
	});
	return { options: JSON.stringify(options), challenge: options.challenge };
}

/** The credential that a browser made, or null where it does not answer the challenge. */
export async function verifyRegistration(context: ApiContext, input: { readonly response: string; readonly challenge: string }) {
	const { relyingParty: rp } = context.app;
	const response = parseJson(registration, input.response);
	if (rp === null || response === null) return null;
	const { verifyRegistrationResponse } = await webauthn();
	const transports = response.response.transports.flatMap((name) => transport.safeParse(name).data ?? []);
	try {
		const { verified, registrationInfo } = await verifyRegistrationResponse({
			response: { ...response, response: { ...response.response, transports } },
			...{ expectedChallenge: input.challenge, expectedOrigin: [...rp.origins], expectedRPID: rp.id },
		});
		if (!verified) return null;
		const { id, publicKey, counter } = registrationInfo.credential;
		const secret = JSON.stringify({ publicKey: Buffer.from(publicKey).toString('base64url'), transports } satisfies z.infer<typeof stored>);
		return { id, secret, counter: BigInt(counter) };
	} catch (error) {
		context.log.info({ err: error }, 'a passkey was not taken');
		return null;
	}
}

/** What the browser needs to prove a passkey of this person; null where there is none. */
export async function passkeyChallenge(context: ApiContext, userId: number): Promise<{ options: string; challenge: string } | null> {
	const { relyingParty: rp } = context.app;
	const known = await passkeysOf(context, userId);
	if (rp === null || known.length === 0) return null;
	const allowCredentials = known.map(({ id, secret }) => ({ id, transports: stored.parse(JSON.parse(secret)).transports }));
	const { generateAuthenticationOptions } = await webauthn();
	const options = await generateAuthenticationOptions({ rpID: rp.id, userVerification: 'required', allowCredentials });
	return { options: JSON.stringify(options), challenge: options.challenge };
}

/** True where one of the person's passkeys signed the challenge. A counter that went back is a copy of the device, and is refused. */
export async function checkPasskey(
	context: ApiContext,
	input: { readonly userId: number; readonly response: string; readonly challenge: string },
): Promise<boolean> {
	const { relyingParty: rp, db } = context.app;
	const response = parseJson(assertion, input.response);
	const factor = response === null ? undefined : (await passkeysOf(context, input.userId)).find(({ id }) => id === response.id);
	if (rp === null || response === null || factor === undefined) return false;
	const { publicKey, transports } = stored.parse(JSON.parse(factor.secret));
	const { verifyAuthenticationResponse } = await webauthn();
	try {
		const { verified, authenticationInfo } = await verifyAuthenticationResponse({
			...{ response, expectedChallenge: input.challenge, expectedOrigin: [...rp.origins], expectedRPID: rp.id },
			credential: {
				id: factor.id,
				publicKey: new Uint8Array(Buffer.from(publicKey, 'base64url')),
				counter: Number(factor.counter),
				transports,
			},
		});
		if (!verified) return false;
		const { count } = await db.platform.secondFactor.updateMany({
			where: { id: factor.id, counter: factor.counter, removedAt: null },
			data: { counter: BigInt(authenticationInfo.newCounter), lastUsedAt: new Date(context.app.nowMs()) },
		});
		return count === 1;
	} catch (error) {
		context.log.info({ err: error }, 'a passkey did not prove its person');
		return false;
	}
}
