import { Believed } from './believed.ts';
import { type TenantRefusal, TenantRefused } from './errors.ts';
import { minimumTenantVersion } from './migrate/versions.ts';
import type { PlatformDb, TenantPlace } from './types.ts';

type Answer = { readonly place: TenantPlace } | { readonly refusal: TenantRefusal };
type Entry = { readonly answer: Answer; readonly mark: string };
type Row = Omit<TenantPlace, 'tenantId'> & {
	readonly id: number;
	readonly status: string;
	readonly schemaVersion: number;
	readonly mark: string;
};

const cachedMax = 10_000;
const absent = { refusal: 'TENANT_ABSENT' } as const;
const mayBeTenant = (tenantId: number): boolean => Number.isInteger(tenantId) && tenantId >= 1 && tenantId <= 0x7fff_ffff;
/** Where each tenant is, how it is set up and whether it may be served, believed for a short while. Concurrent look-ups of one tenant share a query. */
export class TenantDirectory {
	readonly #platform: PlatformDb;
	readonly #serveSuspended: boolean;
	readonly #cells: ReadonlySet<string>;
	readonly #entries: Believed<number, Entry>;

	constructor(
		platform: PlatformDb,
		input: { readonly ttlMs: number; readonly serveSuspended: boolean; readonly cells: ReadonlySet<string> },
	) {
		this.#platform = platform;
		this.#serveSuspended = input.serveSuspended;
		this.#cells = input.cells;
		this.#entries = new Believed({
			...{ ttlMs: input.ttlMs, load: (ids) => this.#read(ids), keptMax: cachedMax },
			marks: { of: ({ mark }) => mark, read: (ids) => this.#marks(ids) },
		});
	}

	/** @throws TenantRefused */
	async require(tenantId: number): Promise<TenantPlace> {
		const answer = (mayBeTenant(tenantId) ? (await this.#entries.get(tenantId))?.answer : absent) ?? absent;
		if ('refusal' in answer) throw new TenantRefused(answer.refusal, tenantId);
		return answer.place;
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
		// The transaction that wrote a row marks it: Prisma knows no such column.
		const rows = await this.#platform.$queryRaw<readonly Row[]>`
			SELECT "id", "slug", "cell", "schema_name" AS "schemaName", "role_name" AS "roleName", "schema_version" AS "schemaVersion",
				"status"::text AS "status", "config_version" AS "configVersion", "base_currency" AS "baseCurrency", "settings", xmin::text AS "mark"
			FROM "platform"."tenants" WHERE "id" = ANY(${[...ids]})`;
		return new Map(
			rows.map(({ id, status, schemaVersion, mark, ...rest }) => [
				id,
				{ answer: this.#answerOf({ tenantId: id, ...rest }, { status, schemaVersion }), mark },
			]),
		);
	}

	async #marks(ids: readonly number[]): Promise<ReadonlyMap<number, string>> {
		const rows = await this.#platform.$queryRaw<readonly { readonly marks: Readonly<Record<string, string>> | null }[]>`
			SELECT json_object_agg("id", xmin::text) AS "marks" FROM "platform"."tenants" WHERE "id" = ANY(${[...ids]})`;
		return new Map(Object.entries(rows[0]?.marks ?? {}).map(([id, mark]) => [Number(id), mark]));
	}

	#answerOf(place: TenantPlace, { status, schemaVersion }: { readonly status: string; readonly schemaVersion: number }): Answer {
		if (status === 'DELETED' || status === 'PROVISIONING') return absent;
		if (status !== 'ACTIVE' && !this.#serveSuspended) return { refusal: 'TENANT_SUSPENDED' };
		if (schemaVersion < minimumTenantVersion) return { refusal: 'TENANT_SCHEMA_TOO_OLD' };
		if (!this.#cells.has(place.cell)) return { refusal: 'CELL_UNKNOWN' };
		return { place };
	}
}
