import { createHmac } from 'node:crypto';

/**
 * The key of one terminal: hex(HMAC-SHA256(master, "server:login")). The terminal and the gateway use the UTF-8 bytes of that hex
 * text as the MAC key, which MQL5 can do without decoding hex.
 * @throws where the master is not hex of at least 16 bytes: a short or garbled master must not silently become a weak key.
 */
export const terminalKey = (masterHex: string, { server, login }: { server: string; login: bigint | number }): string => {
	if (!/^(?:[0-9a-f]{2}){16,}$/i.test(masterHex)) throw new Error('the master key of the terminals must be hex of at least 16 bytes');
	return createHmac('sha256', Buffer.from(masterHex, 'hex')).update(`${server}:${login}`, 'utf8').digest('hex');
};
