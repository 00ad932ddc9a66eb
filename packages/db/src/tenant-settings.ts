import { z } from 'zod';
import { planNames, quotaOverrides } from './quotas.ts';

const timeZones = new Set(Intl.supportedValuesOf('timeZone'));
/** What becomes of the working entry orders of somebody who is removed. What protects a position stays in both. */
export const removalPolicies = ['CANCEL', 'HAND_OVER'] as const;
export type RemovalPolicy = (typeof removalPolicies)[number];

/** How a tenant is set up, beside its limits. What is absent in the row has its default. */
export const tenantSettings = z.object({
	displayName: z.string().trim().min(1).max(80).optional(),
	accentColour: z
		.string()
		.regex(/^#[0-9a-f]{6}$/i, 'a colour is # and six hex digits')
		.optional(),
	timeZone: z
		.string()
		.refine((zone) => zone === 'UTC' || timeZones.has(zone), 'a time zone is an IANA name like Europe/Zurich')
		.default('UTC'),
	/** Which days its reports leave out; the trading calendar itself is the venue's. */
	calendar: z.enum(['NONE', 'TARGET', 'US', 'UK']).default('NONE'),
	flags: z.record(z.string().regex(/^[a-z][a-z0-9-]{0,40}$/), z.boolean()).default({}),
	onRemoval: z.enum(removalPolicies).default('CANCEL'),
	plan: z.enum(planNames).default('STANDARD'),
	/** Quotas that go before the plan's. */
	quotas: quotaOverrides.default({}),
	/** Nobody logs in by password, but administrators with a second factor, for the day on which the identity provider is out. */
	ssoEnforced: z.boolean().default(false),
	/** Kinds of changes that a second person must approve, e.g. ROLE_CHANGE. */
	fourEyes: z.array(z.string().regex(/^[A-Z_]{1,40}$/)).default([]),
});
export type TenantSettings = z.infer<typeof tenantSettings>;

/** The settings of a row. @throws where the row holds what no release ever wrote. */
export const settingsOf = (stored: unknown): TenantSettings => tenantSettings.parse(stored);
