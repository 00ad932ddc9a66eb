import { createHmac, randomBytes } from 'node:crypto';

/**
 * The secret of one trading credential: hex(HMAC-SHA256(master, "credential:" id)). No table holds it: whoever reads the database
 * learns no secret, and the gateway can still prove and verify it. A secret is changed by revoking its credential and making a new one.
 * Its UTF-8 bytes are the MAC key of the login.
 * @throws where the master is not hex of at least 32 bytes
 */
export const credentialSecret = (masterHex: string, credentialId: string): string => {
	if (!/^(?:[0-9a-f]{2}){32,}$/i.test(masterHex)) throw new Error('the master key of the credentials must be hex of at least 32 bytes');
	return createHmac('sha256', Buffer.from(masterHex, 'hex')).update(`credential:${credentialId}`, 'utf8').digest('hex');
};

/** Ids say nothing about their tenant and are never given out twice. */
export const newCredentialId = (): string => `mc-${randomBytes(12).toString('hex')}`;
