import { EnvError } from '@meridian/telemetry';
import { expect, test } from 'vitest';
import { readEnv } from '../src/env.ts';

const needed = { DATABASE_URL: 'd', REDIS_URL: 'r', MERIDIAN_STORE_DIR: '/store' };
const vault = { MERIDIAN_VAULT_URL: 'https://vault.example:8200', MERIDIAN_VAULT_KEY: 'meridian', MERIDIAN_VAULT_TOKEN_FILE: '/run/token' };

test('Vault wraps data keys where all of it is set, beside local keys or without', () => {
	expect(readEnv(needed).vault).toBeUndefined();
	const more = { MERIDIAN_VAULT_MOUNT: 'teams/transit', MERIDIAN_VAULT_NAMESPACE: 'trading/prod', MERIDIAN_VAULT_CA_FILE: '/run/ca.pem' };
	expect(readEnv({ ...needed, ...vault, ...more, MERIDIAN_DATA_KEYS: 'k1:00' })).toMatchObject({
		dataKeys: 'k1:00',
		vault: {
			...{ url: 'https://vault.example:8200', keyName: 'meridian', tokenFile: '/run/token' },
			...{ mount: 'teams/transit', namespace: 'trading/prod', caFile: '/run/ca.pem' },
		},
	});
});
test('half of Vault is refused with what is missing, and never taken for none', () => {
	for (const lacking of Object.keys(vault)) {
		expect(() => readEnv({ ...needed, ...vault, [lacking]: '' })).toThrow(`which needs ${lacking} too`);
	}
	expect(() => readEnv({ ...needed, MERIDIAN_VAULT_CA_FILE: '/run/ca.pem' })).toThrow(
		/VAULT_URL and MERIDIAN_VAULT_KEY and MERIDIAN_VAULT_TOKEN_FILE too/,
	);
});
test('an address without TLS, or a name that is a path elsewhere, is refused', () => {
	for (const wrong of [
		...[{ MERIDIAN_VAULT_URL: 'http://vault.example:8200' }, { MERIDIAN_VAULT_URL: 'https://me:word@vault.example' }],
		...[{ MERIDIAN_VAULT_KEY: '../sys' }, { MERIDIAN_VAULT_MOUNT: '/transit' }, { MERIDIAN_VAULT_NAMESPACE: 'a b' }],
	])
		expect(() => readEnv({ ...needed, ...vault, ...wrong })).toThrow(EnvError);
});
