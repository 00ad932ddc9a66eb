import type { Denial, EngineMemory, PlaceOrder } from '../messages.ts';
import type { ActionClass } from './check.ts';
import { riskInputFor } from './input.ts';
import { riskMatrix } from './matrix.ts';

/** `not reached`: an earlier check denied. */
export type CheckOutcome = {
	readonly number: number;
	readonly title: string;
	readonly outcome: 'passed' | 'denied' | 'does not apply' | 'not reached';
	readonly denial: Denial | null;
	/** What it measures at the level with the least room, also where that was enough or it was not reached; null for a check without a limit of ours. */
	readonly measured: Denial | null;
};

/**
 * How each check goes for an order on what an engine remembers, in the order in which they run. For whoever asks afterwards why:
 * the engine itself stops at the first denial. Undefined where there is no such account.
 */
export function explainChecks(
	memory: EngineMemory,
	input: { readonly order: Omit<PlaceOrder, 'clientOrderId'>; readonly atMs: number },
): { readonly actionClass: ActionClass; readonly checks: readonly CheckOutcome[] } | undefined {
	const { order, atMs } = input;
	const tenant = memory.tenants.get(order.tenantId);
	const account = tenant?.accounts.get(order.accountId);
	if (tenant === undefined || account === undefined) return undefined;
	const nowMs = Math.max(memory.nowMs, atMs);
	const risk = riskInputFor({ tenant, account, userId: order.envelope.principalId, terms: order, nowMs });
	let isDenied = false;
	const checks = riskMatrix.map(({ number, title, applies, run, measure }): CheckOutcome => {
		if (applies[risk.actionClass] === 'skip') return { number, title, outcome: 'does not apply', denial: null, measured: null };
		const measured = measure?.(risk) ?? null;
		if (isDenied) return { number, title, outcome: 'not reached', denial: null, measured };
		const denial = run(risk);
		isDenied = denial !== null;
		return { number, title, outcome: isDenied ? 'denied' : 'passed', denial, measured };
	});
	return { actionClass: risk.actionClass, checks };
}
