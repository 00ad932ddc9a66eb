import { z } from 'zod';

const promised = z.object({
	intervalHalfWidth: z.number().nullish(),
	labelThreshold: z.number().nullish(),
});
export type Promise90 = z.output<typeof promised>;
/** What rows that training did not see let a version promise; nothing where its maker left no card. */
export const promiseOfCard = (card: unknown): Promise90 => promised.safeParse(card).data ?? {};

/** How sure an answer is. Both promises hold nine new labels in ten (split conformal prediction), if those come as the rows did that they were taken from. */
export type Confidence = {
	/** Of a probability: corrected by what came, where that tells better; else the model's own. Null for what is no probability. */
	readonly calibrated: number | null;
	readonly isCorrected: boolean;
	/** Of a value. */
	readonly low: number | null;
	readonly high: number | null;
	/** Classes that can't be ruled out: of a probability 0 and 1. Several say that it does not know; none that the row is like none before. */
	readonly labels: readonly number[];
};

export function confidenceOf(
	answer: ArrayLike<number>,
	input: { readonly objective: string | undefined; readonly promise: Promise90; readonly corrected: number | undefined },
): Confidence {
	const { objective, promise, corrected } = input;
	const first = answer[0] ?? Number.NaN;
	const half = promise.intervalHalfWidth ?? undefined;
	const threshold = promise.labelThreshold ?? undefined;
	const isValue = objective === 'regression' && half !== undefined && Number.isFinite(first);
	const shares = objective === 'binary' ? [1 - first, first] : objective === 'multiclass' ? Array.from(answer) : [];
	return {
		calibrated: objective === 'binary' ? (corrected ?? first) : null,
		isCorrected: corrected !== undefined,
		low: isValue ? first - half : null,
		high: isValue ? first + half : null,
		labels: threshold === undefined ? [] : shares.flatMap((share, label) => (1 - share <= threshold ? [label] : [])),
	};
}
