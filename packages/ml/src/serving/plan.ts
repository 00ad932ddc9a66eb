import { z } from 'zod';
import { armOf } from '../experiments/split.ts';

const version = z.int().min(1);

/** What a model does beside answering by its newest version in production. */
export const servingPlan = z.strictObject({
	/** Asked with the same rows; its answers are logged and never given out. */
	shadow: version.optional(),
	/** Who asks about the same subject gets the same version while shares last; a bandit moves the shares to what wins. */
	experiment: z
		.strictObject({
			name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]{0,79}$/, 'is 1 to 80 letters, digits, spaces, points, dashes'),
			kind: z.enum(['SPLIT', 'BANDIT']),
			/** The rest is for the newest version in production. A bandit takes no shares. */
			challengers: z
				.array(z.strictObject({ version, share: z.number().gt(0).lt(1).default(0.5) }))
				.min(1)
				.max(4),
			/** Size of a difference in loss that would matter. */
			effect: z.number().gt(0).default(0.05),
		})
		.refine(({ challengers }) => new Set(challengers.map((one) => one.version)).size === challengers.length, {
			path: ['challengers'],
			message: 'name a version twice',
		})
		.refine(({ kind, challengers }) => kind === 'BANDIT' || challengers.reduce((sum, { share }) => sum + share, 0) < 1, {
			path: ['challengers'],
			message: 'leave nothing for the version in production: shares must sum to less than 1',
		})
		.optional(),
	/** Corrects probabilities by what came, while that tells better than the model alone. */
	online: z.boolean().default(false),
});
export type ServingPlan = z.output<typeof servingPlan>;
export const plainPlan: ServingPlan = { online: false };

/** The version of a split that answers for this subject. */
export function splitVersion(
	{ name, challengers }: NonNullable<ServingPlan['experiment']>,
	{ champion, subject }: { readonly champion: number; readonly subject: string },
): number {
	const others = challengers.filter((one) => one.version !== champion);
	const rest = 1 - others.reduce((sum, { share }) => sum + share, 0);
	const arms = [{ name: String(champion), share: rest }, ...others.map((one) => ({ name: String(one.version), share: one.share }))];
	return Number(armOf(arms, { experiment: name, subject }));
}
