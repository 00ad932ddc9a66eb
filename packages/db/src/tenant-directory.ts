import { Believed } from './believed.ts';
import { type TenantRefusal, TenantRefused } from './errors.ts';
import { minimumTenantVersion } from './migrate/versions.ts';
import type { PlatformDb, TenantPlace } from './types.ts';

type Entry = { readonly place: TenantPlace } | { readonly refusal: TenantRefusal };

const cachedMax = 10_000;
const absent = { refusal: 'TENANT_ABSENT' } as const;
const mayBeTenant = (tenantId: number): boolean => Number.isInteger(tenantId) && tenantId >= 1 && tenantId <= 0x7fff_ffff;
const shown = {
	...{ id: true, slug: true, cell: true, schemaName: true, roleName: true, schemaVersion: true, status: true },
	...{ configVersion: true, baseCurrency: true, settings: true },
} as const;

/** Where each tenant is, how it is set up and whether it may be served, believed for a short while. Concurrent look-ups of one tenant share a query. */
export class TenantDirectory {
	readonly #platform: PlatformDb;
	readonly #serveSuspended: boolean;
	readonly #cells: ReadonlySet<string>;
	readonly #entries: Believed<number, Entry>;
	/** As last read, and what came of it: what follows from a row that has not changed is not worked out anew. */
	readonly #last = new Map<number, { readonly text: string; readonly entry: Entry }>();

	constructor(
		platform: PlatformDb,
		input: { readonly ttlMs: number; readonly serveSuspended: boolean; readonly cells: ReadonlySet<string> },
	) {
		this.#platform = platform;
		this.#serveSuspended = input.serveSuspended;
		this.#cells = input.cells;
		this.#entries = new Believed({ ttlMs: input.ttlMs, load: (ids) => this.#read(ids), keptMax: cachedMax });
	}

	/** @throws TenantRefused */
	async require(tenantId: number): Promise<TenantPlace> {
		const entry = (mayBeTenant(tenantId) ? await this.#entries.get(tenantId) : absent) ?? absent;
		if ('refusal' in entry) throw new TenantRefused(entry.refusal, tenantId);
		return entry.place;
	}

	get reads(): { readonly asked: number; readonly waited: number } {
		return this.#entries.reads;
	}

	forget(tenantId?: number): void {
		this.#entries.forget(tenantId);
	}

	stop(): void {
		this.#entries.stop();
	}

	async #read(ids: readonly number[]): Promise<ReadonlyMap<number, Entry>> {
		const rows = await this.#platform.tenant.findMany({ where: { id: { in: [...ids] } }, select: shown });
		if (this.#last.size >= cachedMax) this.#last.clear();
		return new Map(
			rows.map((row) => {
				const { id, status, schemaVersion, ...rest } = row;
				const text = JSON.stringify(row);
				const last = this.#last.get(id);
				if (last?.text === text) return [id, last.entry];
				const entry = this.#entryOf({ tenantId: id, ...rest }, { status, schemaVersion });
				this.#last.set(id, { text, entry });
				return [id, entry];
			}),
		);
	}

	#entryOf(place: TenantPlace, { status, schemaVersion }: { readonly status: string; readonly schemaVersion: number }): Entry {
		if (status === 'DELETED' || status === 'PROVISIONING') return absent;
		if (status !== 'ACTIVE' && !this.#serveSuspended) return { refusal: 'TENANT_SUSPENDED' };
		if (schemaVersion < minimumTenantVersion) return { refusal: 'TENANT_SCHEMA_TOO_OLD' };
		if (!this.#cells.has(place.cell)) return { refusal: 'CELL_UNKNOWN' };
		return { place };
	}
}
