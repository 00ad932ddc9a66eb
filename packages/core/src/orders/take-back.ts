import type { Outbox } from '../state/outbox.ts';
import type { EngineState, Tenant } from '../state/state.ts';
import { killEntryOrders } from './kill.ts';

/** Who could trade before a configuration. */
export type Trading = { readonly active: boolean; readonly userIds: ReadonlySet<number> };

export const tradingOf = (tenant: Tenant | undefined): Trading => ({
	active: tenant?.config.active === true,
	userIds: new Set([...(tenant?.users.values() ?? [])].filter(({ active }) => active).map(({ userId }) => userId)),
});

/**
 * A configuration that suspends the tenant, or takes people away, takes the working entry orders back that nobody answers for any more, where
 * it says so. What protects a position stays. It happens here and not by commands of somebody's, so no crash lies between the two.
 */
export function takeBackOrders(
	state: EngineState,
	input: { readonly tenant: Tenant; readonly out: Outbox; readonly before: Trading },
): void {
	const { tenant, out, before } = input;
	const { takeBack, active } = tenant.config;
	if (takeBack === undefined) return;
	const suspended = takeBack.whenInactive && before.active && !active;
	const gone = new Set(takeBack.ofRemovedUsers ? [...before.userIds].filter((userId) => tenant.users.get(userId)?.active !== true) : []);
	if (!suspended && gone.size === 0) return;
	for (const account of tenant.accounts.values())
		killEntryOrders({ state, tenant, account, out }, (order) => suspended || gone.has(order.envelope.principalId));
}
