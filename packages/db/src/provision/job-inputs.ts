import { z } from 'zod';
import { tenantTemplate } from './tenant.ts';

const slug = tenantTemplate.shape.slug;
/** What an operator may ask for, by kind. */
export const jobInputs = {
	CREATE: z.object({
		...{
			slug,
			name: z.string().trim().min(1).max(80),
			baseCurrency: z.string().regex(/^[A-Z]{3}$/, 'a currency is three capital letters'),
		},
		adminEmail: z.email().max(254),
		/** Of the invitation of its first administrator; whoever asked has the secret, and nothing else does. */
		tokenHash: z.string().regex(/^[0-9a-f]{64}$/),
		cell: z.string().default('main'),
	}),
	SUSPEND: z.object({}),
	RESUME: z.object({}),
	DELETE: z.object({ graceDays: z.int().min(0).max(365).default(30) }),
	RESTORE: z.object({}),
	EXPORT: z.object({}),
} as const;
export type JobKind = keyof typeof jobInputs;
export const jobKinds = Object.keys(jobInputs) as readonly JobKind[];
