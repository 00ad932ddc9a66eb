import { z } from 'zod';
import { planNames, quotaOverrides } from './quotas.ts';

const timeZones = new Set(Intl.supportedValuesOf('timeZone'));
/** What becomes of the working entry orders of somebody who is removed. What protects a position stays in both. */
export const removalPolicies = ['CANCEL', 'HAND_OVER'] as const;
export type RemovalPolicy = (typeof removalPolicies)[number];

const isOrigin = (text: string): boolean => {
	if (!URL.canParse(text)) return false;
	const { origin, protocol, hostname } = new URL(text);
	return origin === text && (protocol === 'https:' || (protocol === 'http:' && (hostname === 'localhost' || hostname === '127.0.0.1')));
};

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
	/** Broker servers at which an order of unknown fate that leaves no trace ends by itself; elsewhere an operator ends it. */
	presumesAbsentAt: z.array(z.string().min(1).max(80)).max(100).default([]),
	plan: z.enum(planNames).default('STANDARD'),
	/** Pages of its own that may speak to the API from a browser; nobody else's may speak for it. */
	corsOrigins: z
		.array(z.string().refine(isOrigin, 'an origin is like https://desk.example.com, without a path; http is for localhost alone'))
		.max(20)
		.default([]),
	/** Quotas that go before the plan's. */
	quotas: quotaOverrides.default({}),
	/** Nobody logs in by password, but administrators with a second factor, for the day on which the identity provider is out. */
	ssoEnforced: z.boolean().default(false),
	/** Kinds of changes that a second person must approve, e.g. ROLE_CHANGE. */
	fourEyes: z.array(z.string().regex(/^[A-Z_]{1,40}$/)).default([]),
});
export type TenantSettings = z.infer<typeof tenantSettings>;

const parsed = new WeakMap<object, TenantSettings>();

/** The settings of a row, parsed once for each object that was read. @throws where the row holds what no release ever wrote. */
export function settingsOf(stored: unknown): Readonly<TenantSettings> {
	if (typeof stored !== 'object' || stored === null) return tenantSettings.parse(stored);
	const known = parsed.get(stored);
	if (known !== undefined) return known;
	const settings = tenantSettings.parse(stored);
	parsed.set(stored, settings);
	return settings;
}
