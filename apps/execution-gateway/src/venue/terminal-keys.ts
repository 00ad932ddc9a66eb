import { openTerminalKey, terminalKey } from '@meridian/auth';
import type { TenantConfig } from '@meridian/core';
import { z } from 'zod';
import type { Claim } from './session.ts';
import { findAccounts } from './symbols.ts';

const shape = z.object({
	terminalKeys: z
		.array(z.object({ accountId: z.number().int().positive(), keyId: z.string().min(1).max(64), sealed: z.string() }))
		.default([]),
});
type Known = { readonly keyId: string; readonly key: string };

/**
 * By which keys terminals prove whose they are. An account whose tenant made a key is known by that key alone, and by none until the
 * configuration has brought it; any other by the installation's own, derived from server and login.
 */
export class TerminalKeys {
	readonly #masters: { readonly installation: string; readonly gateway: string };
	readonly #own = new Map<string, Known>();

	/** @param masters hex: what the installation's own keys are derived from, and what keys are sealed with on their way here. */
	constructor(masters: { readonly installation: string; readonly gateway: string }) {
		this.#masters = masters;
	}

	/** Takes the keys that came with a tenant's configuration, in place of those before. @throws where they can't be read: none counts then. */
	replace(tenantId: number, configText: string): void {
		for (const place of this.#own.keys()) if (place.startsWith(`${tenantId}:`)) this.#own.delete(place);
		for (const { accountId, keyId, sealed } of shape.parse(JSON.parse(configText)).terminalKeys)
			this.#own.set(`${tenantId}:${accountId}`, { keyId, key: openTerminalKey(this.#masters.gateway, { keyId, sealed }) });
	}

	claims(configs: Iterable<TenantConfig>, login: { readonly server: string; readonly login: bigint }): Claim[] {
		return findAccounts(configs, login).flatMap((place): Claim[] => {
			if (place.account.ownTerminalKey !== true) return [{ place, keyId: '', key: terminalKey(this.#masters.installation, login) }];
			const own = this.#own.get(`${place.tenantId}:${place.account.accountId}`);
			return own === undefined ? [] : [{ place, ...own }];
		});
	}
}
