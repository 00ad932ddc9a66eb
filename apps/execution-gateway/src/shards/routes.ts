/** What a shard serves, so that the first shard, which has the ports, knows whose line is whose. */
export type Places = {
	readonly tenantId: number;
	readonly logins: readonly { readonly server: string; readonly login: bigint }[];
	/** Undefined: not known yet; they come with each push of the tenant's configuration. */
	readonly credentialIds: readonly string[] | undefined;
};

/** Which shard a terminal's login or an institution's credential belongs to. An unknown one belongs to none. */
export class Routes {
	readonly #byLogin = new Map<string, { readonly shard: number; readonly tenantId: number }>();
	readonly #byCredential = new Map<string, { readonly shard: number; readonly tenantId: number }>();

	/**
	 * Takes what a shard says of one of its tenants, in place of what it said before. What another tenant has already stays that one's.
	 * @returns the logins and credentials that are another tenant's.
	 */
	learn(shard: number, { tenantId, logins, credentialIds }: Places): string[] {
		const keys = logins.map(({ server, login }) => loginKey(server, login));
		const owner = { shard, tenantId };
		return [
			...take(this.#byLogin, { owner, keys }),
			...(credentialIds === undefined ? [] : take(this.#byCredential, { owner, keys: credentialIds })),
		];
	}

	ofLogin(server: string, login: bigint): number | undefined {
		return this.#byLogin.get(loginKey(server, login))?.shard;
	}
	ofCredential(credentialId: string): number | undefined {
		return this.#byCredential.get(credentialId)?.shard;
	}
}

type Owner = { readonly shard: number; readonly tenantId: number };

function take(known: Map<string, Owner>, { owner, keys }: { readonly owner: Owner; readonly keys: readonly string[] }): string[] {
	for (const [key, { tenantId }] of known) if (tenantId === owner.tenantId) known.delete(key);
	const taken = keys.filter((key) => known.has(key));
	for (const key of keys) if (!known.has(key)) known.set(key, owner);
	return taken;
}

const loginKey = (server: string, login: bigint): string => `${login}@${server}`;
