import { type TenantRefusal, TenantRefused } from './errors.ts';
import { minimumTenantVersion } from './migrate/versions.ts';
import type { PlatformDb, TenantPlace } from './types.ts';

type Entry = { readonly place: TenantPlace } | { readonly refusal: TenantRefusal };
type Cached = { readonly entry: Entry; readonly expiresAtMs: number };

const cachedMax = 10_000;

/** Where each tenant is and whether it may be served, believed for a short while. Concurrent look-ups of one tenant share a query. */
export class TenantDirectory {
	readonly #platform: PlatformDb;
	readonly #ttlMs: number;
	readonly #serveSuspended: boolean;
	readonly #cells: ReadonlySet<string>;
	readonly #cache = new Map<number, Cached>();
	readonly #running = new Map<number, Promise<Entry>>();

	constructor(
		platform: PlatformDb,
		input: { readonly ttlMs: number; readonly serveSuspended: boolean; readonly cells: ReadonlySet<string> },
	) {
		this.#platform = platform;
		this.#ttlMs = input.ttlMs;
		this.#serveSuspended = input.serveSuspended;
		this.#cells = input.cells;
	}

	/** @throws TenantRefused */
	async require(tenantId: number): Promise<TenantPlace> {
		const entry = this.#fresh(tenantId) ?? (await this.#look(tenantId));
		if ('refusal' in entry) throw new TenantRefused(entry.refusal, tenantId);
		return entry.place;
	}

	forget(tenantId?: number): void {
		if (tenantId === undefined) {
			this.#cache.clear();
			this.#running.clear();
		} else {
			this.#cache.delete(tenantId);
			this.#running.delete(tenantId);
		}
	}

	#fresh(tenantId: number): Entry | undefined {
		const cached = this.#cache.get(tenantId);
		return cached !== undefined && cached.expiresAtMs > performance.now() ? cached.entry : undefined;
	}

	#look(tenantId: number): Promise<Entry> {
		const running = this.#running.get(tenantId);
		if (running !== undefined) return running;
		const look = this.#read(tenantId).then((entry) => {
			// Forgotten meanwhile: this answer may be from before the change.
			if (this.#running.get(tenantId) === look) {
				if (this.#cache.size >= cachedMax) this.#cache.clear();
				this.#cache.set(tenantId, { entry, expiresAtMs: performance.now() + this.#ttlMs });
			}
			return entry;
		});
		this.#running.set(tenantId, look);
		const done = () => {
			if (this.#running.get(tenantId) === look) this.#running.delete(tenantId);
		};
		look.then(done, done);
		return look;
	}

	async #read(tenantId: number): Promise<Entry> {
		if (!Number.isInteger(tenantId) || tenantId < 1 || tenantId > 0x7fff_ffff) return { refusal: 'TENANT_ABSENT' };
		const row = await this.#platform.tenant.findUnique({
			where: { id: tenantId },
			select: { slug: true, cell: true, schemaName: true, roleName: true, schemaVersion: true, status: true },
		});
		if (row === null || row.status === 'DELETED' || row.status === 'PROVISIONING') return { refusal: 'TENANT_ABSENT' };
		if (row.status !== 'ACTIVE' && !this.#serveSuspended) return { refusal: 'TENANT_SUSPENDED' };
		if (row.schemaVersion < minimumTenantVersion) return { refusal: 'TENANT_SCHEMA_TOO_OLD' };
		if (!this.#cells.has(row.cell)) return { refusal: 'CELL_UNKNOWN' };
		return { place: { tenantId, slug: row.slug, cell: row.cell, schemaName: row.schemaName, roleName: row.roleName } };
	}
}
