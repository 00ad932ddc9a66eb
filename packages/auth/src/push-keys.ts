import { createECDH } from 'node:crypto';

/** What browsers know our pushes by (VAPID, RFC 8292): base64url, made of 32 bytes in hex. @throws where those are no key of P-256 */
export function pushKeys(hex: string): { readonly publicKey: string; readonly privateKey: string } {
	const pair = createECDH('prime256v1');
	pair.setPrivateKey(hex, 'hex');
	return { publicKey: pair.getPublicKey('base64url'), privateKey: Buffer.from(hex, 'hex').toString('base64url') };
}
