import { openTerminalKey, terminalKey } from '@meridian/auth';
import type { TenantConfig } from '@meridian/core';
import { z } from 'zod';
import { type KeptKeys, type SealedKeys, sealedKeysShape } from './kept-keys.ts';
import type { Claim } from './session-port.ts';
import { findAccounts } from './symbols.ts';

const shape = z.object({ version: z.number().int().positive(), terminalKeys: sealedKeysShape.default([]) });
type Known = { readonly keyId: string; readonly key: string };

/**
 * By which keys terminals prove whose they are. An account whose tenant made a key is known by that key alone, and by none until the
 * configuration has brought it or it was recalled; any other by the installation's own, derived from server and login.
 */
export class TerminalKeys {
	readonly #masters: { readonly installation: string; readonly gateway: string };
	readonly #own = new Map<string, Known>();
	readonly #kept: KeptKeys | undefined;

	/**
	 * @param masters hex: what the installation's own keys are derived from, and what keys are sealed with on their way here.
	 * @param kept where they outlive this process; without it the API has to bring them after each start.
	 */
	constructor(masters: { readonly installation: string; readonly gateway: string }, kept?: KeptKeys) {
		this.#masters = masters;
		this.#kept = kept;
	}

	/**
	 * Takes the keys that came with a tenant's configuration, in place of those before: they count at once. @throws where they can't be read: none counts then.
	 * @returns fulfilled once they outlive this process, rejected where the disk does not take them; undefined where they are not kept.
	 */
	replace(tenantId: number, configText: string): Promise<void> | undefined {
		this.#forget(tenantId);
		const { version, terminalKeys } = shape.parse(JSON.parse(configText));
		this.#open(tenantId, terminalKeys);
		return this.#kept?.keep(tenantId, { version, keys: terminalKeys });
	}

	/**
	 * Brings the kept keys of a tenant back, if they came with this very version of its configuration: another leader may have been told since that they
	 * count no more, and its word is in the journal. @throws where they can't be read: none counts then.
	 */
	recall({ tenantId, version }: Pick<TenantConfig, 'tenantId' | 'version'>): void {
		const kept = this.#kept?.read(tenantId);
		this.#forget(tenantId);
		if (kept?.version === version) this.#open(tenantId, kept.keys);
	}

	#forget(tenantId: number): void {
		for (const place of this.#own.keys()) if (place.startsWith(`${tenantId}:`)) this.#own.delete(place);
	}

	/** All or none. */
	#open(tenantId: number, keys: SealedKeys): void {
		const opened = keys.map(({ accountId, keyId, sealed }) => ({
			...{ accountId, keyId, key: openTerminalKey(this.#masters.gateway, { keyId, sealed }) },
		}));
		for (const { accountId, keyId, key } of opened) this.#own.set(`${tenantId}:${accountId}`, { keyId, key });
	}

	claims(configs: Iterable<TenantConfig>, login: { readonly server: string; readonly login: bigint }): Claim[] {
		return findAccounts(configs, login).flatMap((place): Claim[] => {
			if (place.account.ownTerminalKey !== true) return [{ place, keyId: '', key: terminalKey(this.#masters.installation, login) }];
			const own = this.#own.get(`${place.tenantId}:${place.account.accountId}`);
			return own === undefined ? [] : [{ place, ...own }];
		});
	}
}
