import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { KeyProvider } from '@meridian/auth';
import type { Db, MlModelVersion } from '@meridian/db';
import type { ObjectStore } from '@meridian/market-data/store';
import {
	baselineOfCard,
	checkModel,
	type MonitorRules,
	modelObjectKey,
	ortScorer,
	type Served,
	ServedModel,
	WatchedModel,
	type WatchReport,
} from '@meridian/ml';
import type { Logger } from '@meridian/telemetry';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { raiseDrift } from './drift-alert.ts';
import { fallBackTo } from './fallback.ts';
import { PredictionLog } from './prediction-log.ts';

const sessionsMax = 64;
/** As many rows in one answer: trees cost some 10 us a row, and this thread answers others too. */
export const rowsMax = 64;
/** A new version in production is served after at most as long. */
const freshMs = 1000;

type Entry = {
	readonly model: ServedModel;
	readonly width: number;
	/** Of what is in production; what serves is another where that could not be loaded. */
	readonly sha256: string;
	checkedMs: number;
	readonly watched: WatchedModel | undefined;
	/** What its maker says that it was trained on. */
	readonly featureSet: FeatureSetName | undefined;
};
type FeatureSetName = { readonly name: string; readonly version: number };
const trainedOn = z.object({ featureSet: z.object({ name: z.string(), version: z.int() }) });
export type Prediction = {
	readonly version: number;
	readonly outputs: number;
	readonly values: Float32Array;
	/** One a row: by it an outcome is told later. */
	readonly ids: readonly string[];
};
type Options = {
	readonly db: Db;
	readonly redis: Redis;
	readonly objects: ObjectStore;
	readonly keys: KeyProvider;
	readonly log: Logger;
	readonly nowMs: () => number;
	readonly watchRules?: (MonitorRules & { readonly outcomes?: number }) | undefined;
};

/**
 * Serves what each tenant has in production, logs it, and watches it. Sessions are kept by tenant and model; a new version is loaded beside the old one, then swapped.
 * A version that can't be loaded or fails does not serve: the one before does, and people are told.
 */
export class ModelServing {
	readonly #options: Options;
	readonly #entries = new Map<string, Promise<Entry | undefined>>();
	readonly predictions: PredictionLog;

	constructor(options: Options) {
		this.#options = options;
		this.predictions = new PredictionLog(options);
	}

	/** What serves; undefined where the tenant has no such model in production. */
	async about(
		tenantId: number,
		model: string,
	): Promise<{ readonly version: number; readonly featureSet: FeatureSetName | undefined } | undefined> {
		const entry = await this.#entry(tenantId, model);
		return entry && { version: entry.model.version, featureSet: entry.featureSet };
	}

	/**
	 * @param input.subject what the rows are about, in the words of who asks.
	 * @returns undefined where the tenant has no such model in production.
	 * @throws RangeError where rows do not fit the model.
	 */
	async predict(
		tenantId: number,
		{ model, rows, subject = null }: { readonly model: string; readonly rows: Float32Array; readonly subject?: string | null },
	): Promise<Prediction | undefined> {
		const entry = await this.#entry(tenantId, model);
		if (entry === undefined) return undefined;
		const began = performance.now();
		const values = this.#answer(entry, { tenantId, model, rows });
		const latencyUs = (performance.now() - began) * 1000;
		const { version, outputs } = entry.model;
		const request = randomBytes(9).toString('base64url');
		const answers = Float32Array.from({ length: values.length / outputs }, (_, row) => values[row * outputs] ?? Number.NaN);
		const ids = Array.from(answers, (_, row) => `${request}.${row}`);
		const at = new Date(this.#options.nowMs());
		this.predictions.add(
			tenantId,
			ids.flatMap((id, row) => {
				const answer = answers[row] ?? Number.NaN;
				return Number.isFinite(answer) ? [{ id, modelName: model, version, subject, at, answer }] : [];
			}),
		);
		this.#tell({ tenantId, model, version }, entry.watched?.asked({ rows, width: entry.width, answers, latencyUs }) ?? []);
		return { version, outputs, values, ids };
	}

	/** Outcomes of predictions that one version made: losses that rise make it fall back. */
	async came(
		of: { readonly tenantId: number; readonly model: string; readonly version: number },
		outcomes: readonly { readonly answer: number; readonly outcome: number }[],
	): Promise<void> {
		const entry = await this.#entry(of.tenantId, of.model);
		if (entry?.model.version !== of.version) return;
		this.#tell(of, entry.watched?.came(outcomes) ?? []);
	}

	async close(): Promise<void> {
		for (const entry of this.#entries.values()) (await entry.catch(() => undefined))?.model.close();
		this.#entries.clear();
		await this.predictions.flush();
	}

	/** A version that throws is put out, and the very request answered by the one before, where that is still warm. */
	#answer(
		entry: Entry,
		{ tenantId, model, rows }: { readonly tenantId: number; readonly model: string; readonly rows: Float32Array },
	): Float32Array {
		const { version } = entry.model;
		try {
			return entry.model.predict(rows);
		} catch (error) {
			if (error instanceof RangeError || entry.model.fallBack() === undefined) throw error;
			this.#options.log.error({ err: error, tenantId, model, version }, 'a model failed; the version before answers');
			this.#tell({ tenantId, model, version }, [failure('PREDICTION_FAILED')]);
			return entry.model.predict(rows);
		}
	}

	/** Writes reports, raises what alarms, falls back where losses rose. Behind the answer: nobody waits for it. */
	#tell(of: { readonly tenantId: number; readonly model: string; readonly version: number }, reports: readonly WatchReport[]): void {
		const { db, redis, log } = this.#options;
		const nowMs = this.#options.nowMs();
		const tell = async (report: WatchReport): Promise<void> => {
			const { tenantId, model: modelName, version } = of;
			await db.forTenant(tenantId).mlWatchPoint.create({ data: { modelName, version, at: new Date(nowMs), report } });
			if (report.alarms.length === 0) return;
			await raiseDrift({ db, redis, nowMs }, { ...of, alarms: report.alarms });
			const grave = report.alarms.find(({ kind }) => kind !== 'FEATURE_DRIFT' && kind !== 'SCORE_DRIFT');
			if (grave === undefined) return;
			const to = await fallBackTo({ db, nowMs }, { ...of, reason: grave.kind });
			log.warn({ ...of, reason: grave.kind, to }, to === undefined ? 'a model fails, and there is none before it' : 'a model fell back');
			this.#forget(of);
		};
		for (const report of reports)
			tell(report).catch((error: unknown) => log.error({ err: error, ...of }, 'what was seen of a model could not be told'));
	}

	/** The next request looks at once what is in production. */
	#forget({ tenantId, model }: { readonly tenantId: number; readonly model: string }): void {
		void this.#entries.get(`${tenantId}\0${model}`)?.then(
			(entry) => {
				if (entry !== undefined) entry.checkedMs = Number.NEGATIVE_INFINITY;
			},
			() => undefined,
		);
	}

	/** One load at a time for each model, however many ask. */
	#entry(tenantId: number, model: string): Promise<Entry | undefined> {
		const key = `${tenantId}\0${model}`;
		const before = this.#entries.get(key) ?? Promise.resolve(undefined);
		const next = before
			.catch(() => undefined)
			.then((known) =>
				known !== undefined && this.#options.nowMs() - known.checkedMs < freshMs ? known : this.#load({ tenantId, model, known }),
			);
		this.#entries.delete(key);
		this.#entries.set(key, next);
		this.#evict();
		return next;
	}

	async #load(input: { readonly tenantId: number; readonly model: string; readonly known: Entry | undefined }): Promise<Entry | undefined> {
		const { tenantId, model, known } = input;
		const table = this.#options.db.forTenant(tenantId).mlModelVersion;
		const row = await table.findFirst({
			where: { modelName: model, stage: 'Production', sha256: { not: null } },
			orderBy: { version: 'desc' },
		});
		const checkedMs = this.#options.nowMs();
		if (row === null || row.sha256 === null) {
			known?.model.close();
			return undefined;
		}
		if (known?.sha256 === row.sha256) return { ...known, checkedMs };
		try {
			const served = await this.#open(tenantId, row);
			return this.#serve({ served, row, sha256: row.sha256, checkedMs, known });
		} catch (error) {
			this.#options.log.error({ err: error, tenantId, model, version: row.version }, 'a version in production could not be loaded');
			this.#tell({ tenantId, model, version: row.version }, [failure('LOAD_FAILED')]);
			if (known !== undefined) return { ...known, sha256: row.sha256, checkedMs };
			const before = await table.findFirst({
				where: { modelName: model, stage: 'Archived', approvedBy: { not: null }, sha256: { not: null } },
				orderBy: { updatedAt: 'desc' },
			});
			if (before === null) throw error;
			return this.#serve({ served: await this.#open(tenantId, before), row: before, sha256: row.sha256, checkedMs, known });
		}
	}

	/** @throws where the file is gone, or is not the one that was signed */
	async #open(tenantId: number, row: MlModelVersion): Promise<Served> {
		const { objects, keys } = this.#options;
		const bytes = await readFile(await objects.localFile(modelObjectKey(tenantId, row.sha256 ?? '')));
		await checkModel(keys, { tenantId, bytes, signature: row.signature });
		return { version: row.version, scorer: ortScorer(bytes) };
	}

	#serve(input: {
		readonly served: Served;
		readonly row: MlModelVersion;
		readonly sha256: string;
		readonly checkedMs: number;
		readonly known: Entry | undefined;
	}): Entry {
		const { served, row, sha256, checkedMs, known } = input;
		const { width, outputs } = served.scorer;
		const card = baselineOfCard(row.card);
		const watched =
			card === undefined || card.baseline.features.length !== width ? undefined : new WatchedModel(card, this.#options.watchRules);
		const featureSet = trainedOn.safeParse(row.lineage).data?.featureSet;
		// Only what came before stays warm to fall back to: after a step back that would be the version that failed.
		const isStepOn = known !== undefined && row.version > known.model.version;
		if (isStepOn && known.width === width && known.model.outputs === outputs) {
			known.model.swap(served);
			return { model: known.model, width, sha256, checkedMs, watched, featureSet };
		}
		known?.model.close();
		return { model: new ServedModel(served), width, sha256, checkedMs, watched, featureSet };
	}

	#evict(): void {
		for (const [key, entry] of this.#entries) {
			if (this.#entries.size <= sessionsMax) return;
			this.#entries.delete(key);
			void entry.then((gone) => gone?.model.close()).catch(() => {});
		}
	}
}

const failure = (kind: string): WatchReport => ({
	...{ rows: 0, features: [], scoreDistance: null, scorePValue: null, latencyUsP50: null, latencyUsP99: null },
	...{ outcomes: 0, metrics: {}, calibration: [], calibrationError: null, alarms: [{ kind, feature: null, value: null }] },
});
