import type { Engine, PlaceOrder } from '../messages.ts';
import type { DenialCode } from '../model.ts';
import { invalidRequest, isExactLeg } from '../orders/terms.ts';
import type { EngineState } from '../state/state.ts';
import { deny, type RiskInput } from './check.ts';
import { riskInputFor } from './input.ts';
import { assess } from './matrix.ts';

type Ask = { readonly order: Omit<PlaceOrder, 'clientOrderId'>; readonly nowMs: number };

/** The checks, dry: no id, no token, no time passes. Amounts are null where they can't be known. */
export function previewOrder(state: EngineState, ask: Ask): ReturnType<Engine['preview']> {
	const risk = inputFor(state, ask);
	if (typeof risk === 'string') return { denial: deny(risk), notionalMinor: null, marginMinor: null };
	const known = (figure: number | string) => (typeof figure === 'number' ? figure : null);
	return { denial: assess(risk), notionalMinor: known(risk.notional), marginMinor: known(risk.margin) };
}

function inputFor(state: EngineState, { order, nowMs }: Ask): RiskInput | DenialCode {
	const tenant = state.tenants.get(order.tenantId);
	const account = tenant?.accounts.get(order.accountId);
	if (tenant === undefined) return 'TENANT_INACTIVE';
	if (account === undefined) return 'ACCOUNT_INACTIVE';
	const { positionTicket } = order;
	const invalid = invalidRequest({ clientOrderId: 'preview', positionTicket, isExact: isExactLeg(order) });
	if (invalid !== null) return 'NUMBER_OUT_OF_RANGE';
	return riskInputFor({ tenant, account, userId: order.envelope.principalId, terms: order, nowMs });
}
