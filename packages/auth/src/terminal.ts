import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { open, seal } from './envelope.ts';

/**
 * The key of one terminal: hex(HMAC-SHA256(master, "server:login")). The terminal and the gateway use the UTF-8 bytes of that hex
 * text as the MAC key, which MQL5 can do without decoding hex.
 * @throws where the master is not hex of at least 16 bytes: a short or garbled master must not silently become a weak key.
 */
export const terminalKey = (masterHex: string, { server, login }: { server: string; login: bigint | number }): string => {
	if (!/^(?:[0-9a-f]{2}){16,}$/i.test(masterHex)) throw new Error('the master key of the terminals must be hex of at least 16 bytes');
	return createHmac('sha256', Buffer.from(masterHex, 'hex')).update(`${server}:${login}`, 'utf8').digest('hex');
};

/** The key of a terminal that a tenant set up itself: random, so that it says whose terminal it is, whatever login others claim. */
export const newTerminalKey = (): { readonly keyId: string; readonly key: string } => ({
	keyId: `mt-${randomBytes(12).toString('hex')}`,
	key: randomBytes(32).toString('hex'),
});

/** What the envelope of a kept key is bound to. */
export const terminalKeyPurpose = (keyId: string): string => `terminal:${keyId}`;

/** On the line between API and gateway keys are sealed too, by what both share. */
const wireKey = (gatewayKeyHex: string): Buffer =>
	Buffer.from(hkdfSync('sha256', Buffer.from(gatewayKeyHex, 'hex'), '', 'meridian terminal keys', 32));

export const sealTerminalKey = (gatewayKeyHex: string, { keyId, key }: { readonly keyId: string; readonly key: string }): string =>
	seal(wireKey(gatewayKeyHex), Buffer.from(key, 'utf8'), terminalKeyPurpose(keyId)).toString('base64url');

/** @throws where it was sealed by another gateway's key, for another id, or changed. */
export const openTerminalKey = (gatewayKeyHex: string, { keyId, sealed }: { readonly keyId: string; readonly sealed: string }): string =>
	open(wireKey(gatewayKeyHex), Buffer.from(sealed, 'base64url'), terminalKeyPurpose(keyId)).toString('utf8');
