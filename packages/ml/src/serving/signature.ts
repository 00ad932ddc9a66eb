import { createHash } from 'node:crypto';
import { decrypt, encrypt, type KeyProvider, KeyServiceError } from '@meridian/auth';

export const sha256OfModel = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** Where a tenant's file with this content stands. The key says the tenant, so that no hash of another's opens anything. */
export const modelObjectKey = (tenantId: number, sha256: string): string => `models/${tenantId}/${sha256}`;

const purposeOf = (tenantId: number): string => `model:${tenantId}`;

/** Says that this installation's gate let a model of the tenant pass: its hash, sealed under the installation's key, which no writer of rows or files has. */
export const signModel = (
	keys: KeyProvider,
	{ tenantId, sha256 }: { readonly tenantId: number; readonly sha256: string },
): Promise<string> => encrypt(keys, { plain: sha256, purpose: purposeOf(tenantId) });

/** @throws Error where the bytes are not those that were signed for this tenant; KeyServiceError where nobody can tell at the moment. */
export async function checkModel(
	keys: KeyProvider,
	{ tenantId, bytes, signature }: { readonly tenantId: number; readonly bytes: Uint8Array; readonly signature: string | null },
): Promise<void> {
	if (signature === null) throw new Error('the model is not signed: register it again');
	const signed = await decrypt(keys, { text: signature, purpose: purposeOf(tenantId) }).catch((error: unknown) => {
		if (error instanceof KeyServiceError) throw error;
		return undefined;
	});
	if (signed !== sha256OfModel(bytes)) throw new Error('the model is not the one that was signed');
}
