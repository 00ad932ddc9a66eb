import type { Db, MlTrial, Prisma } from '@meridian/db';
import { type RunProgress, type RunResult, Study, type StudyRequest, type TrainingJob, type Trial } from '@meridian/ml';
import { z } from 'zod';
import { TrainingRefused } from './threads.ts';

const point = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
const curve = z.array(z.tuple([z.number(), z.number()]));
const status = z.enum(['RUNNING', 'DONE', 'PRUNED', 'FAILED']);

type Fit = (request: StudyRequest, input: { readonly decide: (progress: RunProgress) => boolean }) => Promise<RunResult | undefined>;

/**
 * Runs the trials of a study, several at a time. Each is a row: after a restart finished ones count as they ended, and those that were under way
 * run again from their points.
 * @returns the best trial. @throws TrainingRefused where none came to an end
 */
export async function runStudy(input: {
	readonly db: Db;
	readonly job: TrainingJob;
	readonly request: StudyRequest;
	readonly fit: Fit;
	readonly onTrial: (finished: number) => void;
}): Promise<Trial> {
	const { db, job, request, fit } = input;
	const table = db.forTenant(job.tenantId).mlTrial;
	const rows = await table.findMany({ where: { jobId: job.jobId }, orderBy: { number: 'asc' } });
	const study = new Study({
		...{ space: request.space, seed: request.seed, trials: rows.map(trialOf) },
		...(request.prune ? { halving: halvingOf(request) } : {}),
		told: rows.filter((row) => row.status !== 'RUNNING').flatMap((row) => curve.parse(row.curve).map(([step, loss]) => ({ step, loss }))),
	});
	const again = study.state().trials.filter((trial) => trial.status === 'RUNNING');
	let problem: string | undefined;

	const one = async (trial: Trial): Promise<void> => {
		const key = { jobId: job.jobId, number: trial.number };
		const fresh = { point: { ...trial.point }, status: 'RUNNING', loss: null, steps: 0, curve: [] };
		await table.upsert({ where: { jobId_number: key }, create: { ...key, ...fresh }, update: { ...fresh, updatedAt: new Date() } });
		const told: [number, number][] = [];
		const keep = (change: Prisma.MlTrialUpdateManyMutationInput) =>
			table.updateMany({
				where: key,
				data: { ...change, curve: thinned(told, study.rungs), steps: told.at(-1)?.[0] ?? 0, updatedAt: new Date() },
			});
		try {
			const options = { ...request.trainer.options, ...trial.point };
			const result = await fit(
				{ ...request, trainer: { ...request.trainer, options } },
				{
					decide({ step, loss }) {
						if (loss === undefined || Number.isNaN(loss)) return true;
						told.push([step, loss]);
						return study.report(trial.number, { step, loss });
					},
				},
			);
			if (result === undefined) await keep({ status: 'PRUNED', loss: told.at(-1)?.[1] ?? null });
			else {
				study.finish(trial.number, result.loss);
				await keep({ status: Number.isNaN(result.loss) ? 'FAILED' : 'DONE', loss: Number.isNaN(result.loss) ? null : result.loss });
			}
		} catch (error) {
			if (!(error instanceof TrainingRefused)) throw error;
			problem ??= error.message;
			study.fail(trial.number);
			await keep({ status: 'FAILED' });
		}
		input.onTrial(study.state().trials.filter((other) => other.status !== 'RUNNING').length);
	};
	const lane = async (): Promise<void> => {
		for (;;) {
			const trial = again.shift() ?? (study.state().trials.length < request.trials ? study.ask() : undefined);
			if (trial === undefined) return;
			await one(trial);
		}
	};
	await Promise.all(Array.from({ length: request.parallel }, lane));
	const best = study.best();
	if (best === undefined) throw new TrainingRefused(`no trial came to an end${problem === undefined ? '' : `: ${problem}`}`);
	return best;
}

const trialOf = (row: MlTrial): Trial => ({
	number: row.number,
	point: point.parse(row.point),
	status: status.parse(row.status),
	loss: row.loss ?? undefined,
	steps: row.steps,
});

/** Cuts from a ninth of the steps on; how many there are is the options' word, where it is not searched. */
function halvingOf({ trainer, folds }: StudyRequest): { first: number; last: number } {
	const steps = {
		gbdt: trainer.options.trees ?? 100,
		lightgbm: trainer.options.num_iterations ?? 100,
		mlp: trainer.options.epochs ?? 20,
		linear: 1,
	};
	const last = folds * z.coerce.number().parse(steps[trainer.name]);
	return { first: Math.max(1, Math.floor(last / 9)), last };
}

const pointsMax = 100;
/** Enough of a curve to draw it, with every step at which trials are judged: a study that goes on after a restart judges by them. */
function thinned(told: readonly [number, number][], rungs: readonly number[]): [number, number][] {
	const every = Math.max(1, Math.ceil(told.length / pointsMax));
	return told.filter(([step], i) => i % every === 0 || i === told.length - 1 || rungs.includes(step));
}
