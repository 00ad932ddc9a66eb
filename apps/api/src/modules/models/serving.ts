import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { KeyProvider } from '@meridian/auth';
import type { Db, MlModelVersion } from '@meridian/db';
import type { ObjectStore } from '@meridian/market-data/store';
import {
	baselineOfCard,
	type Confidence,
	checkModel,
	confidenceOf,
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
import { Companions } from './companions.ts';
import { raiseDrift } from './drift-alert.ts';
import { fallBackTo } from './fallback.ts';
import { shadowMark } from './judged.ts';
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
	/** Of what serves. */
	readonly row: MlModelVersion;
	/** What its plan adds, and of which plan and versions that was made. */
	readonly companions?: { readonly of: Companions; readonly print: string };
};
type FeatureSetName = { readonly name: string; readonly version: number };
const trainedOn = z.object({ featureSet: z.object({ name: z.string(), version: z.int() }) });
export type Prediction = {
	readonly version: number;
	readonly outputs: number;
	readonly values: Float32Array;
	/** One a row: by it an outcome is told later. */
	readonly ids: readonly string[];
	/** One a row. */
	readonly confidence: readonly Confidence[];
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
		const companions = entry.companions?.of;
		const began = performance.now();
		const { version, values, isChampion } = this.#answer(entry, { tenantId, model, rows, subject });
		const latencyUs = (performance.now() - began) * 1000;
		const { outputs } = entry.model;
		const request = randomBytes(9).toString('base64url');
		const answers = firstOf(values, outputs);
		const ids = Array.from(answers, (_, row) => `${request}.${row}`);
		this.#logAnswers(tenantId, { ids, modelName: model, version, subject, answers });
		if (isChampion) this.#tell({ tenantId, model, version }, entry.watched?.asked({ rows, width: entry.width, answers, latencyUs }) ?? []);
		if (companions?.plan.shadow !== undefined)
			// Behind the answer: who asked does not wait for what they are not told.
			setImmediate(() => {
				const shadow = companions.shadowed(rows);
				if (shadow === undefined) return;
				const marked = ids.map((id) => id + shadowMark);
				const said = firstOf(shadow.answers, outputs);
				this.#logAnswers(tenantId, { ids: marked, modelName: model, version: shadow.version, subject, answers: said });
			});
		const confidence = ids.map((_, row) => {
			const answer = values.subarray(row * outputs, (row + 1) * outputs);
			return companions?.confidence(answer, version) ?? confidenceOf(answer, { objective: undefined, promise: {}, corrected: undefined });
		});
		return { version, outputs, values, ids, confidence };
	}

	#logAnswers(
		tenantId: number,
		input: {
			readonly ids: readonly string[];
			readonly modelName: string;
			readonly version: number;
			readonly subject: string | null;
			readonly answers: Float32Array;
		},
	): void {
		const { ids, answers, ...of } = input;
		const at = new Date(this.#options.nowMs());
		this.predictions.add(
			tenantId,
			ids.flatMap((id, row) => {
				const answer = answers[row] ?? Number.NaN;
				return Number.isFinite(answer) ? [{ ...of, id, at, answer }] : [];
			}),
		);
	}

	/** Outcomes of predictions that one version made: losses that rise make it fall back. */
	async came(
		of: { readonly tenantId: number; readonly model: string; readonly version: number },
		outcomes: readonly { readonly answer: number; readonly outcome: number }[],
	): Promise<void> {
		const entry = await this.#entry(of.tenantId, of.model);
		await entry?.companions?.of
			.catchUp({ nowMs: this.#options.nowMs(), now: true })
			.catch((error: unknown) => this.#options.log.warn({ err: error, ...of }, 'a model could not learn of what came'));
		if (entry?.model.version !== of.version) return;
		this.#tell(of, entry.watched?.came(outcomes) ?? []);
	}

	async close(): Promise<void> {
		for (const entry of this.#entries.values()) closeEntry(await entry.catch(() => undefined));
		this.#entries.clear();
		await this.predictions.flush();
	}

	/** An arm of an experiment that throws leaves the answer to the champion; a champion that throws is put out, and the very request answered by the one before, where that is still warm. */
	#answer(
		entry: Entry,
		input: { readonly tenantId: number; readonly model: string; readonly rows: Float32Array; readonly subject: string | null },
	): { readonly version: number; readonly values: Float32Array; readonly isChampion: boolean } {
		const { tenantId, model, rows, subject } = input;
		const arm = entry.companions?.of.arm(subject);
		if (arm !== undefined)
			try {
				return { version: arm.version, values: arm.scorer.predict(rows), isChampion: false };
			} catch (error) {
				if (error instanceof RangeError) throw error;
				this.#options.log.error(
					{ err: error, tenantId, model, version: arm.version },
					'an arm of an experiment failed; the champion answers',
				);
			}
		const { version } = entry.model;
		try {
			return { version, values: entry.model.predict(rows), isChampion: true };
		} catch (error) {
			if (error instanceof RangeError || entry.model.fallBack() === undefined) throw error;
			this.#options.log.error({ err: error, tenantId, model, version }, 'a model failed; the version before answers');
			this.#tell({ tenantId, model, version }, [failure('PREDICTION_FAILED')]);
			return { version: entry.model.version, values: entry.model.predict(rows), isChampion: true };
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
				known !== undefined && this.#options.nowMs() - known.checkedMs < freshMs ? known : this.#renew({ tenantId, model, known }),
			);
		this.#entries.delete(key);
		this.#entries.set(key, next);
		this.#evict();
		return next;
	}

	async #renew(input: {
		readonly tenantId: number;
		readonly model: string;
		readonly known: Entry | undefined;
	}): Promise<Entry | undefined> {
		const entry = await this.#load(input);
		if (entry === undefined) {
			input.known?.companions?.of.close();
			return undefined;
		}
		try {
			return await this.#accompany(entry, input);
		} catch (error) {
			this.#options.log.error(
				{ err: error, ...input, known: undefined },
				'what a serving plan adds could not be made; the champion answers alone',
			);
			return entry;
		}
	}

	/** What the plan adds is made anew where the plan, or a stage of a version, has changed. */
	async #accompany(entry: Entry, { tenantId, model }: { readonly tenantId: number; readonly model: string }): Promise<Entry> {
		const { db, log } = this.#options;
		const own = db.forTenant(tenantId);
		const [plan, live] = await Promise.all([
			own.mlServingPlan.findUnique({ where: { modelName: model }, select: { updatedAt: true } }),
			own.mlModelVersion.findMany({
				where: { modelName: model, stage: 'Production' },
				select: { version: true },
				orderBy: { version: 'asc' },
			}),
		]);
		const print = JSON.stringify([plan?.updatedAt.getTime(), entry.row.version, live.map(({ version }) => version)]);
		const nowMs = this.#options.nowMs();
		if (entry.companions?.print === print) {
			await entry.companions.of.catchUp({ nowMs });
			return entry;
		}
		const open = { db, log, open: (of: number, row: MlModelVersion) => this.#open(of, row) };
		const of = await Companions.open(open, { tenantId, model, champion: entry.row, width: entry.width, outputs: entry.model.outputs });
		await of.catchUp({ nowMs });
		entry.companions?.of.close();
		return { ...entry, companions: { of, print } };
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
		// Companions of the version before go on until those of this one are made.
		const before = known?.companions === undefined ? {} : { companions: known.companions };
		// Only what came before stays warm to fall back to: after a step back that would be the version that failed.
		const isStepOn = known !== undefined && row.version > known.model.version;
		if (isStepOn && known.width === width && known.model.outputs === outputs) {
			known.model.swap(served);
			return { ...before, model: known.model, width, sha256, checkedMs, watched, featureSet, row };
		}
		known?.model.close();
		return { ...before, model: new ServedModel(served), width, sha256, checkedMs, watched, featureSet, row };
	}

	#evict(): void {
		for (const [key, entry] of this.#entries) {
			if (this.#entries.size <= sessionsMax) return;
			this.#entries.delete(key);
			void entry.then(closeEntry).catch(() => {});
		}
	}
}

function closeEntry(entry: Entry | undefined): void {
	entry?.model.close();
	entry?.companions?.of.close();
}

/** The first output of each row. */
const firstOf = (values: Float32Array, outputs: number): Float32Array =>
	Float32Array.from({ length: values.length / outputs }, (_, row) => values[row * outputs] ?? Number.NaN);

const failure = (kind: string): WatchReport => ({
	...{ rows: 0, features: [], scoreDistance: null, scorePValue: null, latencyUsP50: null, latencyUsP99: null },
	...{ outcomes: 0, metrics: {}, calibration: [], calibrationError: null, alarms: [{ kind, feature: null, value: null }] },
});
