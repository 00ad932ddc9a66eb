import { z } from 'zod';

/** What a credential may do, as the tenant's administrator set it. Its secret is nowhere: see credentialSecret in @meridian/auth. */
export type Credential = {
	readonly credentialId: string;
	readonly tenantId: number;
	/** Whose orders they are: the principal that risk checks and the journal names. */
	readonly userId: number;
	readonly accountIds: readonly number[];
	/** False: a drop copy, which sees everything of its accounts and commands nothing. */
	readonly mayTrade: boolean;
	readonly ordersPerSecond: number;
};

const id = z.number().int().positive();
const shape = z.object({
	credentials: z
		.array(
			z.object({
				credentialId: z.string().min(1).max(64),
				userId: id,
				accountIds: z.array(id),
				mayTrade: z.boolean(),
				ordersPerSecond: z.number().int().positive(),
			}),
		)
		.default([]),
});

/** The credentials that come with a tenant's configuration. @throws ZodError where they can't be read. */
export function parseCredentials(configText: string, tenantId: number): Credential[] {
	return shape.parse(JSON.parse(configText)).credentials.map((credential) => ({ ...credential, tenantId }));
}

/** The credentials in force, as last pushed. Empty after a start, until each tenant's configuration has come. */
export class Credentials {
	readonly #byId = new Map<string, Credential>();

	find(credentialId: string): Credential | undefined {
		return this.#byId.get(credentialId);
	}

	/** @returns the ids that are no longer what they were: revoked, or with another scope. */
	replace(tenantId: number, next: readonly Credential[]): string[] {
		const before = [...this.#byId.values()].filter((credential) => credential.tenantId === tenantId);
		for (const { credentialId } of before) this.#byId.delete(credentialId);
		for (const credential of next) this.#byId.set(credential.credentialId, credential);
		return before
			.filter((credential) => JSON.stringify(credential) !== JSON.stringify(this.#byId.get(credential.credentialId)))
			.map(({ credentialId }) => credentialId);
	}
}
