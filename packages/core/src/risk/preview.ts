import type { Engine, PlaceOrder } from '../messages.ts';
import { invalidRequest } from '../orders/terms.ts';
import type { EngineState } from '../state/state.ts';
import { deny } from './check.ts';
import { riskInputFor } from './input.ts';
import { assess } from './matrix.ts';

/** The checks, dry: no id, no token, no time passes. Amounts are null where they can't be known. */
export function previewOrder(
	state: EngineState,
	input: { readonly order: Omit<PlaceOrder, 'clientOrderId'>; readonly nowMs: number },
): ReturnType<Engine['preview']> {
	const { order, nowMs } = input;
	const tenant = state.tenants.get(order.tenantId);
	const account = tenant?.accounts.get(order.accountId);
	if (tenant === undefined) return { denial: deny('TENANT_INACTIVE'), notionalMinor: null, marginMinor: null };
	if (account === undefined) return { denial: deny('ACCOUNT_INACTIVE'), notionalMinor: null, marginMinor: null };
	const { qty, price, sl, tp, instrumentId, positionTicket } = order;
	const invalid = invalidRequest({
		clientOrderId: 'preview',
		positionTicket,
		numbers: [qty, price, sl, tp, instrumentId, order.expiresAtMs ?? null, order.limitPrice ?? null],
	});
	if (invalid !== null) return { denial: deny('NUMBER_OUT_OF_RANGE'), notionalMinor: null, marginMinor: null };
	const risk = riskInputFor({ tenant, account, userId: order.envelope.principalId, terms: order, nowMs });
	const known = (figure: number | string) => (typeof figure === 'number' ? figure : null);
	return { denial: assess(risk), notionalMinor: known(risk.notional), marginMinor: known(risk.margin) };
}
