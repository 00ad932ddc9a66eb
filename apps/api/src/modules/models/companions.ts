import { randomInt } from 'node:crypto';
import type { Db, MlModelVersion } from '@meridian/db';
import {
	Bandit,
	baselineOfCard,
	type Confidence,
	confidenceOf,
	isWin,
	plainPlan,
	promiseOfCard,
	type Served,
	type ServingPlan,
	servingPlan,
	splitVersion,
} from '@meridian/ml';
import type { Logger } from '@meridian/telemetry';
import { judgedPredictions } from './judged.ts';
import { OnlineLearner } from './learner.ts';

type Of = { readonly tenantId: number; readonly model: string };
type Options = { readonly db: Db; readonly log: Logger; readonly open: (tenantId: number, row: MlModelVersion) => Promise<Served> };
/** A version that answers, or is asked, beside the champion. */
type Arm = { readonly served: Served; readonly card: unknown };
/** What other processes recorded counts after so long. */
const catchUpMs = 2_000;

/**
 * What a model's plan adds to its version in production, which is called the champion here: other versions that answer or shadow, and the correction by what came. One that can't be loaded takes no part; the champion
 * answers then.
 */
export class Companions {
	readonly plan: ServingPlan;
	readonly #of: Of;
	readonly #options: Options;
	readonly #champion: MlModelVersion;
	readonly #arms: ReadonlyMap<number, Arm>;
	readonly #shadow: Served | undefined;
	readonly #learner: OnlineLearner | undefined;
	readonly #since: Date;
	#bandit: { readonly versions: readonly number[]; readonly of: Bandit } | undefined;
	#caughtUpMs = Number.NEGATIVE_INFINITY;

	private constructor(input: {
		readonly of: Of;
		readonly options: Options;
		readonly champion: MlModelVersion;
		readonly plan: ServingPlan;
		readonly since: Date;
		readonly arms: ReadonlyMap<number, Arm>;
		readonly shadow: Served | undefined;
	}) {
		const { of, champion, plan } = input;
		this.plan = plan;
		this.#of = of;
		this.#options = input.options;
		this.#champion = champion;
		this.#arms = input.arms;
		this.#shadow = input.shadow;
		this.#since = input.since;
		const objective = baselineOfCard(champion.card)?.objective;
		this.#learner = plan.online && objective === 'binary' ? new OnlineLearner({ ...of, version: champion.version }) : undefined;
	}

	/** @param champion takes `width` and answers `outputs` numbers; companions that do otherwise take no part */
	static async open(
		options: Options,
		input: Of & { readonly champion: MlModelVersion; readonly width: number; readonly outputs: number },
	): Promise<Companions> {
		const { tenantId, model, champion, width, outputs } = input;
		const own = options.db.forTenant(tenantId);
		const row = await own.mlServingPlan.findUnique({ where: { modelName: model } });
		const plan = servingPlan.safeParse(row?.plan).data ?? plainPlan;
		const open = async (version: number, stage?: string): Promise<Arm | undefined> => {
			if (version === champion.version) return undefined;
			const of = await own.mlModelVersion.findUnique({ where: { modelName_version: { modelName: model, version } } });
			// Who answers was wanted by two people, as everything in production.
			if (of === null || of.sha256 === null || (stage !== undefined && of.stage !== stage)) return undefined;
			try {
				const served = await options.open(tenantId, of);
				if (served.scorer.width === width && served.scorer.outputs === outputs) return { served, card: of.card };
				served.scorer.close();
				options.log.warn(
					{ tenantId, model, version },
					'a version takes or answers other numbers than the one in production: it takes no part',
				);
			} catch (error) {
				options.log.error({ err: error, tenantId, model, version }, 'a version of a serving plan could not be loaded');
			}
			return undefined;
		};
		const arms = new Map<number, Arm>();
		for (const { version } of plan.experiment?.challengers ?? []) {
			const arm = await open(version, 'Production');
			if (arm !== undefined) arms.set(version, arm);
		}
		const shadow = plan.shadow === undefined ? undefined : (await open(plan.shadow))?.served;
		return new Companions({ of: { tenantId, model }, options, champion, plan, since: row?.updatedAt ?? new Date(0), arms, shadow });
	}

	/** The version that answers about this subject; undefined for the champion. Without a subject each request is one of its own. */
	arm(subject: string | null): Served | undefined {
		const { experiment } = this.plan;
		if (experiment === undefined || this.#arms.size === 0) return undefined;
		const chosen =
			experiment.kind === 'BANDIT'
				? this.#bandit?.versions[this.#bandit.of.choose()]
				: splitVersion(experiment, { champion: this.#champion.version, subject: subject ?? String(randomInt(2 ** 40)) });
		return this.#arms.get(chosen ?? this.#champion.version)?.served;
	}

	/** What a shadow says of the same rows; nothing where there is none, or it fails. */
	shadowed(rows: Float32Array): { readonly version: number; readonly answers: Float32Array } | undefined {
		if (this.#shadow === undefined) return undefined;
		try {
			return { version: this.#shadow.version, answers: this.#shadow.scorer.predict(rows) };
		} catch (error) {
			this.#options.log.warn({ err: error, ...this.#of, version: this.#shadow.version }, 'a shadow failed; nobody was answered by it');
			return undefined;
		}
	}

	confidence(answer: ArrayLike<number>, version: number): Confidence {
		const isChampion = version === this.#champion.version;
		const card = isChampion ? this.#champion.card : this.#arms.get(version)?.card;
		const corrected = isChampion ? this.#learner?.corrected(answer[0] ?? Number.NaN) : undefined;
		return confidenceOf(answer, { objective: baselineOfCard(card)?.objective, promise: promiseOfCard(card), corrected });
	}

	/** Takes what came since: what is learned at once where an outcome was recorded here; else, and the bandit's counts always, now and then. */
	async catchUp({ nowMs, now = false }: { readonly nowMs: number; readonly now?: boolean }): Promise<void> {
		const isDue = nowMs - this.#caughtUpMs >= catchUpMs;
		if (isDue) this.#caughtUpMs = nowMs;
		if (isDue || now) await this.#learner?.catchUp(this.#options.db);
		if (isDue && this.plan.experiment?.kind === 'BANDIT') await this.#countWins();
	}

	close(): void {
		for (const { served } of this.#arms.values()) served.scorer.close();
		this.#shadow?.scorer.close();
	}

	async #countWins(): Promise<void> {
		const versions = [this.#champion.version, ...this.#arms.keys()];
		if (versions.length < 2) return;
		const objective = baselineOfCard(this.#champion.card)?.objective ?? 'binary';
		const judged = await judgedPredictions(this.#options.db, { ...this.#of, since: this.#since });
		const arms = versions.map((version): [number, number] => {
			const own = judged.filter((one) => one.version === version);
			const wins = own.filter((one) => isWin(objective, one)).length;
			return [wins, own.length - wins];
		});
		this.#bandit = { versions, of: new Bandit({ seed: randomInt(2 ** 31), arms }) };
	}
}
