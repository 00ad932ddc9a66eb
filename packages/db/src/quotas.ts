import { z } from 'zod';

/** What a plan counts. */
export const quotaNames = [
	'users',
	'accounts',
	'terminals',
	'strategies',
	'ordersPerSecond',
	'ordersPerDay',
	'requestsPerMinute',
	'sockets',
	'storageMb',
] as const;
export type QuotaName = (typeof quotaNames)[number];
export type Quotas = Readonly<Record<QuotaName, number>>;

/** Hard limits by plan. What is agreed with one tenant alone is in its settings, and goes before its plan. */
export const plans = {
	TRIAL: {
		...{ users: 20, accounts: 4, terminals: 4, strategies: 10, ordersPerSecond: 50, ordersPerDay: 50_000 },
		...{ requestsPerMinute: 20_000, sockets: 200, storageMb: 5_000 },
	},
	STANDARD: {
		...{ users: 200, accounts: 50, terminals: 50, strategies: 200, ordersPerSecond: 500, ordersPerDay: 2_000_000 },
		...{ requestsPerMinute: 60_000, sockets: 12_000, storageMb: 500_000 },
	},
	INSTITUTION: {
		...{ users: 5_000, accounts: 1_000, terminals: 1_000, strategies: 5_000, ordersPerSecond: 5_000, ordersPerDay: 50_000_000 },
		...{ requestsPerMinute: 600_000, sockets: 50_000, storageMb: 10_000_000 },
	},
} as const satisfies Readonly<Record<string, Quotas>>;
export const planNames = ['TRIAL', 'STANDARD', 'INSTITUTION'] as const satisfies readonly (keyof typeof plans)[];
export type PlanName = (typeof planNames)[number];

export const quotaOverrides = z.partialRecord(z.enum(quotaNames), z.int().min(0).max(1_000_000_000));

/** From this share of a quota on its people are warned: the soft limit. */
export const softShare = 0.8;

/** What is in force for a tenant. */
export const quotasOf = (settings: { readonly plan: PlanName; readonly quotas: Readonly<Partial<Quotas>> }): Quotas => ({
	...plans[settings.plan],
	...settings.quotas,
});

/** What usage events count, for billing: always a quantity of a stretch of time. */
export const meters = [
	'requests',
	'orders',
	'socketsMax',
	'usersMax',
	'accountsMax',
	'terminalsMax',
	'strategiesMax',
	'storageMb',
] as const;
export type Meter = (typeof meters)[number];
