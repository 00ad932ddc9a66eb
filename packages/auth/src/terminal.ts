import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The key of one terminal: hex(HMAC-SHA256(master, "server:login")). The terminal and the gateway use the UTF-8 bytes of that hex
 * text as the MAC key, which MQL5 can do without decoding hex.
 * @throws where the master is not hex of at least 16 bytes: a short or garbled master must not silently become a weak key.
 */
export const terminalKey = (masterHex: string, { server, login }: { server: string; login: bigint | number }): string => {
	if (!/^(?:[0-9a-f]{2}){16,}$/i.test(masterHex)) throw new Error('the master key of the terminals must be hex of at least 16 bytes');
	return createHmac('sha256', Buffer.from(masterHex, 'hex')).update(`${server}:${login}`, 'utf8').digest('hex');
};

/**
 * HMAC-SHA256(key, label | nonceA | nonceB): the proof of both binary protocols. The label is one of the two sides' names, so that a
 * proof can't be reflected. A string key is taken as its UTF-8 bytes.
 */
export const loginMac = (key: Uint8Array | string, label: string, { nonceA, nonceB }: { nonceA: Uint8Array; nonceB: Uint8Array }): Buffer =>
	createHmac('sha256', key).update(label, 'utf8').update(nonceA).update(nonceB).digest();

/** Constant-time comparison; different lengths are simply different. */
export const macEquals = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b);
