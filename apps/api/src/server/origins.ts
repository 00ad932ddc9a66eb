import { Believed, type Db, settingsOf } from '@meridian/db';
import { z } from 'zod';
import type { AuthState } from '../context.ts';

/** All tenants' together are few: one key, so that nobody makes us ask by inventing origins. */
const all = 'all';
const believedMs = 5_000;
const rows = z.array(z.object({ origin: z.string() }));

/**
 * Which pages may speak to the API from a browser: the portal's, for everybody, and those that a tenant's configuration names, for that tenant
 * alone. Any other page is refused: programs that are no pages send no origin.
 */
export class Origins {
	readonly #db: Db;
	readonly #ours: () => readonly string[];
	readonly #tenants: Believed<typeof all, ReadonlySet<string>>;

	constructor(input: { readonly db: Db; readonly ours: () => readonly string[] }) {
		this.#db = input.db;
		this.#ours = input.ours;
		this.#tenants = new Believed({ ttlMs: believedMs, keptMax: 1, load: async () => new Map([[all, await this.#read()]]) });
	}

	/** Whether it is anybody's: a preflight does not say for whom it asks. */
	async isKnown(origin: string): Promise<boolean> {
		return this.#ours().includes(origin) || (await this.#tenants.get(all))?.has(origin) === true;
	}

	/** Whether it may ask for this person. Of nobody's token nothing of any tenant is told but that it is no good. */
	async mayAsk(origin: string, auth: AuthState): Promise<boolean> {
		if (this.#ours().includes(origin)) return true;
		if (auth.kind === 'operator') return false;
		if (auth.kind === 'refused') return this.isKnown(origin);
		const { settings } = await this.#db.requireTenant(auth.viewer.tenantId);
		return settingsOf(settings).corsOrigins.includes(origin);
	}

	stop(): void {
		this.#tenants.stop();
	}

	async #read(): Promise<ReadonlySet<string>> {
		const found = await this.#db.platform.$queryRaw<unknown[]>`
			SELECT DISTINCT o AS "origin" FROM "platform"."tenants" t, jsonb_array_elements_text(t."settings" -> 'corsOrigins') o
			WHERE t."status" IN ('ACTIVE', 'SUSPENDED')`;
		return new Set(rows.parse(found).map(({ origin }) => origin));
	}
}
