import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { type KeyProvider, localKeys } from './envelope.ts';
import { rememberUnwrapped } from './unwrap-cache.ts';
import { type VaultTransit, vaultName, vaultPath, vaultPrefix, vaultTransit, vaultUrlProblem } from './vault-transit.ts';

/** Variables of whoever wraps data keys by Vault. The token comes as a file: an environment is read by more than its process, and can't be renewed. */
export const vaultShape = {
	MERIDIAN_VAULT_URL: z
		.string()
		.superRefine((text, context) => {
			const problem = vaultUrlProblem(text);
			if (problem !== null) context.addIssue({ code: 'custom', message: problem });
		})
		.optional(),
	MERIDIAN_VAULT_KEY: z.string().regex(vaultName, 'must be the name of a transit key, in letters, digits, _ and -').optional(),
	MERIDIAN_VAULT_MOUNT: z.string().regex(vaultPath, 'must be a path such as transit').optional(),
	MERIDIAN_VAULT_TOKEN_FILE: z.string().optional(),
	MERIDIAN_VAULT_NAMESPACE: z
		.string()
		.regex(/^[\w-]+(\/[\w-]+)*\/?$/, 'must be a namespace such as trading/prod')
		.optional(),
	MERIDIAN_VAULT_CA_FILE: z.string().optional(),
};

type VaultEnv = { readonly [Name in keyof typeof vaultShape]?: string | undefined };
const needed = ['MERIDIAN_VAULT_URL', 'MERIDIAN_VAULT_KEY', 'MERIDIAN_VAULT_TOKEN_FILE'] as const;

/** For `superRefine`: half of Vault is not none. */
export function wholeVault(env: VaultEnv, context: z.RefinementCtx): void {
	const names = Object.keys(vaultShape) as (keyof typeof vaultShape)[];
	const given = names.find((name) => env[name] !== undefined);
	const missing = needed.filter((name) => env[name] === undefined);
	if (given === undefined || missing.length === 0) return;
	context.addIssue({ code: 'custom', path: [given], message: `with it Vault wraps data keys, which needs ${missing.join(' and ')} too` });
}

/** Where and by what token Vault is asked; files by their names. */
export type VaultSettings = Omit<VaultTransit, 'ca' | 'token'> & { readonly tokenFile: string; readonly caFile?: string | undefined };

/** Undefined where none is set. @param env past `wholeVault` */
export function vaultOf(env: VaultEnv): VaultSettings | undefined {
	const { MERIDIAN_VAULT_URL: url, MERIDIAN_VAULT_KEY: keyName, MERIDIAN_VAULT_TOKEN_FILE: tokenFile } = env;
	if (url === undefined || keyName === undefined || tokenFile === undefined) return undefined;
	return {
		...{ url, keyName, tokenFile, mount: env.MERIDIAN_VAULT_MOUNT, namespace: env.MERIDIAN_VAULT_NAMESPACE },
		caFile: env.MERIDIAN_VAULT_CA_FILE,
	};
}

/**
 * The installation's provider: Vault where it is set, and the local keys beside it for what they wrapped before; else the local keys alone. Undefined: neither.
 * @param input.local as for `localKeys` @throws where keys are malformed or the CA's file can't be read
 */
export function dataKeyProvider(input: {
	readonly local?: string | undefined;
	readonly vault?: VaultSettings | undefined;
}): KeyProvider | undefined {
	const local = input.local === undefined ? undefined : localKeys(input.local);
	if (input.vault === undefined) return local;
	const { tokenFile, caFile, ...where } = input.vault;
	const ca = caFile === undefined ? undefined : readFileSync(caFile, 'utf8');
	return vaultBefore(rememberUnwrapped(vaultTransit({ ...where, ca, token: { file: tokenFile } })), local);
}

/** New data keys are wrapped by Vault; what local keys wrapped still opens by them. */
export function vaultBefore(vault: KeyProvider, local: KeyProvider | undefined): KeyProvider {
	return {
		wrap: (dataKey) => vault.wrap(dataKey),
		check: () => vault.check(),
		async unwrap(wrapped) {
			if (wrapped.startsWith(vaultPrefix)) return vault.unwrap(wrapped);
			if (local === undefined)
				throw new Error('this data key was wrapped by a local key: give MERIDIAN_DATA_KEYS too until all are rewrapped');
			return local.unwrap(wrapped);
		},
	};
}
