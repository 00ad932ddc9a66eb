import { credentialSecret } from '@meridian/auth';
import type { TenantConfig } from '@meridian/core';
import { orderEntryVersion } from '@meridian/protocol';
import { loginProof, proofMatches } from '@meridian/protocol/login';
import type { Credential } from './credentials.ts';
import { accountKey, type History } from './history.ts';
import type { Body } from './line.ts';
import { heartbeatMs, shortestNonce } from './rules.ts';
import type { Seat } from './seat.ts';

type Logon = Body<'Logon'>;
export type LogonRefusal = Body<'LogonReject'>;
const refusal = (code: string, message: string, expectedSeq = 0): LogonRefusal => ({ code, message, expectedSeq });

/**
 * Whether the peer has the secret, and then whether its credential counts. An id that never was is answered as a wrong secret: its
 * derived secret is known to nobody. @returns the credential, or why not
 */
export function identify(
	logon: Logon,
	input: { readonly masterKey: string; readonly gatewayNonce: Uint8Array; readonly find: (id: string) => Credential | undefined },
): Credential | LogonRefusal {
	if (logon.protocolVersion !== orderEntryVersion) return refusal('PROTOCOL_VERSION', `protocol ${orderEntryVersion} is spoken here`);
	if (logon.clientNonce.length < shortestNonce) return refusal('INVALID_REQUEST', `clientNonce has at least ${shortestNonce} bytes`);
	const expected = loginProof(credentialSecret(input.masterKey, logon.credentialId), {
		label: 'client',
		first: input.gatewayNonce,
		second: logon.clientNonce,
	});
	if (!proofMatches(expected, logon.loginMac)) return refusal('BAD_PROOF', 'the secret does not match this credential');
	return (
		input.find(logon.credentialId) ??
		refusal('CREDENTIAL_NOT_ACTIVE', 'this credential is revoked, or the gateway has just started and does not know it yet')
	);
}

/** What is wrong with the rest of a logon, or undefined. Accounts of others and accounts that do not exist look the same. */
export function logonFault(
	logon: Logon,
	input: { readonly credential: Credential; readonly seat: Seat; readonly history: History },
): LogonRefusal | undefined {
	const { credential, seat, history } = input;
	if (logon.heartbeatMs < heartbeatMs.min || logon.heartbeatMs > heartbeatMs.max)
		return refusal('INVALID_REQUEST', `heartbeatMs is ${heartbeatMs.min} to ${heartbeatMs.max}`);
	if (logon.nextOutboundSeq < 1 || logon.nextInboundSeq < 1) return refusal('INVALID_REQUEST', 'sequences begin with 1');
	if (seat.sessionKey === logon.sessionKey && logon.nextOutboundSeq <= seat.receivedSeq)
		return refusal('SEQUENCE_TOO_LOW', `frame ${seat.receivedSeq} of this session was already acted on`, seat.receivedSeq + 1);
	for (const { accountId, afterAccountSeq } of logon.resume) {
		if (!credential.accountIds.includes(accountId))
			return refusal('UNKNOWN_ACCOUNT', 'resume names an account that this credential has not');
		const lastSeq = history.lastSeq(accountKey({ tenantId: credential.tenantId, accountId }));
		if (afterAccountSeq < 0 || afterAccountSeq > lastSeq)
			return refusal('RESUME_AHEAD', `account ${accountId} has come to ${lastSeq}, not to ${afterAccountSeq}`);
	}
	return undefined;
}

/** What the credential may see, as the session begins. */
export function welcome(input: { readonly credential: Credential; readonly config: TenantConfig; readonly history: History }) {
	const { credential, config, history } = input;
	const { tenantId } = credential;
	return {
		mayTrade: credential.mayTrade,
		ordersPerSecond: credential.ordersPerSecond,
		accounts: config.accounts
			.filter(({ accountId }) => credential.accountIds.includes(accountId))
			.map(({ accountId, name, mode, currency, currencyDigits }) => ({
				...{ accountId, name, mode, currency, currencyDigits },
				accountSeq: history.lastSeq(accountKey({ tenantId, accountId })),
			})),
		instruments: config.instruments.map(({ instrumentId, symbol, priceDigits, qtyDigits }) => ({
			...{ instrumentId, symbol, priceDigits, qtyDigits },
		})),
	};
}
