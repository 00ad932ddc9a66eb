import type { EngineInput } from '../messages.ts';
import type { Outbox } from '../state/outbox.ts';
import type { EngineState, Tenant } from '../state/state.ts';
import { killEntryOrders } from './kill.ts';

type Step<Kind extends EngineInput['kind']> = { readonly input: Extract<EngineInput, { kind: Kind }>; readonly out: Outbox };

/** The kill switch: new risk stops with the next input, and working entry orders are taken back. */
export function halt(state: EngineState, { input, out }: Step<'halt'>): void {
	const tenant = tenantFor(state, { input, out });
	if (tenant === undefined) return;
	tenant.halted = input.halted;
	out.tenant(tenant);
	if (input.halted) for (const account of tenant.accounts.values()) killEntryOrders({ state, tenant, account, out });
	out.reply({ outcome: 'done' });
}

/** The same for one desk, account or strategy. What is gone from the configuration can be resumed, and not halted. */
export function haltPart(state: EngineState, { input, out }: Step<'haltPart'>): void {
	const tenant = tenantFor(state, { input, out });
	if (tenant === undefined) return;
	const { tenantId, level, subjectId, halted, envelope } = input;
	const parts = tenant.haltedParts[level];
	if (!isPart(tenant, input) && !(parts.has(subjectId) && !halted))
		return out.refuse('UNKNOWN_SUBJECT', `tenant ${tenantId} has no ${level.toLowerCase()} ${subjectId}`);
	if (halted) parts.add(subjectId);
	else parts.delete(subjectId);
	out.partHalted({ tenantId, level, subjectId, halted, principalId: envelope.principalId });
	if (halted)
		for (const account of tenant.accounts.values()) {
			if (level === 'DESK' && account.config.deskId !== subjectId) continue;
			if (level === 'ACCOUNT' && account.accountId !== subjectId) continue;
			killEntryOrders({ state, tenant, account, out }, ({ strategyId }) => level !== 'STRATEGY' || strategyId === subjectId);
		}
	out.reply({ outcome: 'done' });
}

function tenantFor(state: EngineState, { input, out }: Step<'halt'> | Step<'haltPart'>): Tenant | undefined {
	const tenant = state.tenants.get(input.tenantId);
	const user = tenant?.users.get(input.envelope.principalId);
	if (tenant === undefined) out.refuse('UNKNOWN_TENANT', `no tenant ${input.tenantId}`);
	else if (user?.active !== true || !user.mayHalt) out.refuse('NOT_ALLOWED', 'the user may not halt this tenant');
	else return tenant;
	return undefined;
}

function isPart(tenant: Tenant, { level, subjectId }: Step<'haltPart'>['input']): boolean {
	if (level === 'ACCOUNT') return tenant.accounts.has(subjectId);
	if (level === 'STRATEGY') return tenant.strategies.has(subjectId);
	return tenant.config.desks?.some(({ deskId }) => deskId === subjectId) === true;
}
