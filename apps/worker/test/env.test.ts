import { expect, test } from 'vitest';
import { readEnv } from '../src/env.ts';

const needed = { DATABASE_URL: 'd', REDIS_URL: 'r', MERIDIAN_STORE_DIR: '/store' };
const vault = { MERIDIAN_VAULT_URL: 'https://vault.example:8200', MERIDIAN_VAULT_KEY: 'meridian', MERIDIAN_VAULT_TOKEN_FILE: '/run/token' };

test('Vault is taken up beside local keys, and half of it is refused', () => {
	expect(readEnv(needed).vault).toBeUndefined();
	expect(readEnv({ ...needed, ...vault, MERIDIAN_DATA_KEYS: 'k1:00' })).toMatchObject({
		dataKeys: 'k1:00',
		vault: { keyName: 'meridian' },
	});
	expect(() => readEnv({ ...needed, ...vault, MERIDIAN_VAULT_TOKEN_FILE: '' })).toThrow('which needs MERIDIAN_VAULT_TOKEN_FILE too');
});
