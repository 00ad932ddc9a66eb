import { decrypt, type KeyProvider, KeyServiceError, sealTerminalKey, terminalKeyPurpose } from '@meridian/auth';
import type { TenantConfigRow } from '@meridian/db';
import type { Logger } from '@meridian/telemetry';

/** As they go over the wire: whoever reads it learns none. */
export type SealedTerminalKey = { readonly accountId: number; readonly keyId: string; readonly sealed: string };
export type KeySealer = (rows: TenantConfigRow['terminalKeys']) => Promise<readonly SealedTerminalKey[]>;

/**
 * Opens kept keys and seals them for the gateway. One that can't be opened is left out: its terminal stays out, and the others do not.
 * @throws KeyServiceError where the service that wraps keys is away: to push a tenant without its keys would end its terminals' sessions.
 */
export function keySealer(input: { readonly dataKeys: KeyProvider; readonly gatewayKey: string; readonly log: Logger }): KeySealer {
	return async (rows) => {
		const sealed = await Promise.all(
			rows.map(async ({ accountId, keyId, encrypted }): Promise<SealedTerminalKey | null> => {
				try {
					const key = await decrypt(input.dataKeys, { text: encrypted, purpose: terminalKeyPurpose(keyId) });
					return { accountId, keyId, sealed: sealTerminalKey(input.gatewayKey, { keyId, key }) };
				} catch (error) {
					if (error instanceof KeyServiceError) throw error;
					input.log.error({ err: error, keyId }, 'a key of a terminal can’t be opened: its terminal stays out. Rotate it');
					return null;
				}
			}),
		);
		return sealed.filter((key): key is SealedTerminalKey => key !== null);
	};
}
