import { hkdfSync } from 'node:crypto';
import { dataKeyProvider, type KeyProvider, localKeys } from '@meridian/auth';
import type { ApiEnv } from './env.ts';

/** Wraps the keys of what is kept encrypted. @throws where keys are malformed or a file of Vault's can't be read */
export function installationKeys({ dataKeys, vault, authSecret }: Pick<ApiEnv, 'dataKeys' | 'vault' | 'authSecret'>): KeyProvider {
	const local = dataKeys ?? derivedKey(authSecret);
	return dataKeyProvider({ local, vault }) ?? localKeys(local);
}

/** For a machine without keys of its own for data. Who rotates AUTH_SECRET gives MERIDIAN_DATA_KEYS first, or loses what is encrypted. */
const derivedKey = (authSecret: string): string =>
	`derived:${Buffer.from(hkdfSync('sha256', Buffer.from(authSecret, 'hex'), '', 'meridian data key', 32)).toString('hex')}`;
