import { readFile } from 'node:fs/promises';
import type { KeyProvider } from '@meridian/auth';
import type { Db } from '@meridian/db';
import type { ObjectStore } from '@meridian/market-data/store';
import { checkModel, modelObjectKey, ortScorer, ServedModel } from '@meridian/ml';

const sessionsMax = 64;
/** As many rows in one answer: trees cost some 10 us a row, and this thread answers others too. */
export const rowsMax = 64;
/** A new version in production is served after at most as long. */
const freshMs = 1000;

type Entry = { readonly model: ServedModel; readonly sha256: string; checkedMs: number };
export type Prediction = { readonly version: number; readonly outputs: number; readonly values: Float32Array };

/** Serves what each tenant has in production. Sessions are kept by tenant and model; a new version is loaded beside the old one, then swapped. */
export class ModelServing {
	readonly #db: Db;
	readonly #objects: ObjectStore;
	readonly #keys: KeyProvider;
	readonly #nowMs: () => number;
	readonly #entries = new Map<string, Promise<Entry | undefined>>();

	constructor(input: { readonly db: Db; readonly objects: ObjectStore; readonly keys: KeyProvider; readonly nowMs: () => number }) {
		this.#db = input.db;
		this.#objects = input.objects;
		this.#keys = input.keys;
		this.#nowMs = input.nowMs;
	}

	/**
	 * @returns undefined where the tenant has no such model in production.
	 * @throws RangeError where rows do not fit the model.
	 */
	async predict(
		tenantId: number,
		{ model, rows }: { readonly model: string; readonly rows: Float32Array },
	): Promise<Prediction | undefined> {
		const entry = await this.#entry(tenantId, model);
		if (entry === undefined) return undefined;
		const values = entry.model.predict(rows);
		return { version: entry.model.version, outputs: entry.model.outputs, values };
	}

	async close(): Promise<void> {
		for (const entry of this.#entries.values()) (await entry.catch(() => undefined))?.model.close();
		this.#entries.clear();
	}

	/** One load at a time for each model, however many ask. */
	#entry(tenantId: number, model: string): Promise<Entry | undefined> {
		const key = `${tenantId}\0${model}`;
		const before = this.#entries.get(key) ?? Promise.resolve(undefined);
		const next = before
			.catch(() => undefined)
			.then((known) => (known !== undefined && this.#nowMs() - known.checkedMs < freshMs ? known : this.#load({ tenantId, model, known })));
		this.#entries.delete(key);
		this.#entries.set(key, next);
		this.#evict();
		return next;
	}

	async #load(input: { readonly tenantId: number; readonly model: string; readonly known: Entry | undefined }): Promise<Entry | undefined> {
		const { tenantId, model, known } = input;
		const row = await this.#db.forTenant(tenantId).mlModelVersion.findFirst({
			where: { modelName: model, stage: 'Production', sha256: { not: null } },
			orderBy: { version: 'desc' },
		});
		const checkedMs = this.#nowMs();
		if (row?.sha256 === undefined || row.sha256 === null) {
			known?.model.close();
			return undefined;
		}
		if (known?.model.version === row.version && known.sha256 === row.sha256) return { ...known, checkedMs };
		const bytes = await readFile(await this.#objects.localFile(modelObjectKey(tenantId, row.sha256)));
		await checkModel(this.#keys, { tenantId, bytes, signature: row.signature });
		const served = { version: row.version, scorer: ortScorer(bytes) };
		known?.model.close();
		return { model: new ServedModel(served), sha256: row.sha256, checkedMs };
	}

	#evict(): void {
		for (const [key, entry] of this.#entries) {
			if (this.#entries.size <= sessionsMax) return;
			this.#entries.delete(key);
			void entry.then((gone) => gone?.model.close()).catch(() => {});
		}
	}
}
