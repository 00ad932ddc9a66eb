import { z } from 'zod';
import type { Word } from '../../i18n/words';

export const planNames = ['TRIAL', 'STANDARD', 'INSTITUTION'] as const;
export type PlanName = (typeof planNames)[number];
export type Overview = {
	readonly platformOverview: {
		readonly cells: readonly { readonly name: string; readonly tenants: number; readonly tenantsMax: number; readonly open: boolean }[];
		readonly plans: readonly { readonly name: PlanName; readonly quotas: readonly { readonly name: string; readonly hard: number }[] }[];
		readonly newestSchemaVersion: number;
		readonly oldestServedSchemaVersion: number;
		readonly tenantsBehind: number;
		readonly health: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
	};
};
export type SupportRequest = {
	readonly requestId: string;
	readonly tenantName: string;
	readonly reason: string;
	readonly hours: number;
	readonly state: 'REQUESTED' | 'DECLINED' | 'ALLOWED' | 'ENDED';
	readonly expiresAt: string | null;
};
type Edges<Row> = { readonly edges: readonly { readonly node: Row }[] };
export type BreakRow = {
	readonly seq: string;
	readonly code: string;
	readonly explanation: string;
	readonly account: { readonly name: string };
	readonly at: string;
};
export type OrderRow = {
	readonly id: string;
	readonly orderId: string;
	readonly side: string;
	readonly quantity: string;
	readonly life: string;
	readonly updatedAt: string;
	readonly account: { readonly name: string };
	readonly instrument: { readonly symbol: string } | null;
};
export type Inside = {
	readonly tenant: { readonly displayName: string; readonly halted: boolean };
	readonly accounts: readonly {
		readonly id: string;
		readonly name: string;
		readonly server: string;
		readonly login: string;
		readonly link: boolean;
		readonly reconciled: boolean;
	}[];
	readonly breaks: Edges<BreakRow>;
	readonly orders: Edges<OrderRow>;
};

const settings = z.object({ plan: z.enum(planNames).catch('STANDARD') });
/** The plan of a tenant's settings; the default where none was ever chosen. */
export const planOf = (json: string): PlanName => settings.parse(JSON.parse(json)).plan;

/** Parts of the platform, plans and quotas, which the API tells by their names. */
export const named: Readonly<Record<string, Word>> = {
	...{ db: 'operator.part.db', redis: 'operator.part.redis', events: 'operator.part.events', gateway: 'operator.part.gateway' },
	...{ TRIAL: 'operator.plan.TRIAL', STANDARD: 'operator.plan.STANDARD', INSTITUTION: 'operator.plan.INSTITUTION' },
	...{ users: 'operator.quota.users', accounts: 'operator.quota.accounts', terminals: 'operator.quota.terminals' },
	...{ strategies: 'operator.quota.strategies', sockets: 'operator.quota.sockets', storageMb: 'operator.quota.storageMb' },
	...{ ordersPerSecond: 'operator.quota.ordersPerSecond', ordersPerDay: 'operator.quota.ordersPerDay' },
	requestsPerMinute: 'operator.quota.requestsPerMinute',
};
