import { expect, test } from 'vitest';
import { z } from 'zod';
import { vaultOf, vaultShape, wholeVault } from './data-keys.ts';

const shape = z.object(vaultShape).superRefine(wholeVault);
const vault = { MERIDIAN_VAULT_URL: 'https://vault.example:8200', MERIDIAN_VAULT_KEY: 'meridian', MERIDIAN_VAULT_TOKEN_FILE: '/run/token' };
/** What is said of each variable that is wrong. */
const problems = (env: Readonly<Record<string, string>>): string[] =>
	(shape.safeParse(env).error?.issues ?? []).map(({ path, message }) => `${path.join('.')}: ${message}`);

test('Vault is set where all of it is, and not where none of it is', () => {
	expect(vaultOf(shape.parse({}))).toBeUndefined();
	expect(vaultOf(shape.parse(vault))).toMatchObject({ url: 'https://vault.example:8200', keyName: 'meridian', tokenFile: '/run/token' });
	const more = { MERIDIAN_VAULT_MOUNT: 'teams/transit', MERIDIAN_VAULT_NAMESPACE: 'trading/prod', MERIDIAN_VAULT_CA_FILE: '/run/ca.pem' };
	expect(vaultOf(shape.parse({ ...vault, ...more }))).toMatchObject({
		...{ mount: 'teams/transit', namespace: 'trading/prod', caFile: '/run/ca.pem' },
	});
});
test('half of Vault is refused with what is missing, and never taken for none', () => {
	for (const lacking of Object.keys(vault)) {
		const { [lacking]: _, ...others } = vault as Record<string, string>;
		expect(problems(others)).toEqual([expect.stringContaining(`which needs ${lacking} too`)]);
	}
	expect(problems({ MERIDIAN_VAULT_CA_FILE: '/run/ca.pem' })).toEqual([
		expect.stringMatching(/^MERIDIAN_VAULT_CA_FILE: .*VAULT_URL and MERIDIAN_VAULT_KEY and MERIDIAN_VAULT_TOKEN_FILE too/),
	]);
});
test.each([
	['an address without TLS', { MERIDIAN_VAULT_URL: 'http://vault.example:8200' }],
	['an address with a password', { MERIDIAN_VAULT_URL: 'https://me:word@vault.example' }],
	['a key that is a path elsewhere', { MERIDIAN_VAULT_KEY: '../sys' }],
	['a mount that begins at the root', { MERIDIAN_VAULT_MOUNT: '/transit' }],
	['a namespace with a space', { MERIDIAN_VAULT_NAMESPACE: 'a b' }],
])('%s is refused by the variable’s name', (_what, wrong) => {
	const [name] = Object.keys(wrong);
	expect(problems({ ...vault, ...wrong })).toEqual([expect.stringMatching(new RegExp(`^${name}: must `))]);
});
