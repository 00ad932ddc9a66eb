import type { AccountView, EngineOutput, ExecutionView, OrderView, PositionView } from '@meridian/core';
import type { JournalRecord } from '../journal/record.ts';

type Sequenced<View> = { readonly accountSeq: number; readonly view: View };
type BreakOutput = Extract<EngineOutput, { kind: 'break' }>;

/** What a batch of records leaves in one tenant's schema: the last state of each row, and every deal and break. */
export type TenantRows = {
	readonly tenantId: number;
	lastSeq: number;
	readonly orders: Map<number, Sequenced<OrderView>>;
	readonly executions: Map<string, Sequenced<ExecutionView>>;
	readonly positions: Map<string, Sequenced<PositionView>>;
	readonly accounts: Map<number, Sequenced<AccountView>>;
	readonly breaks: { readonly output: BreakOutput; readonly atMs: number }[];
	/** Highest account sequence per account, for the wake-up. */
	readonly wake: Map<number, number>;
	halted: boolean | undefined;
};

/** @param cursorOf the sequence a tenant's schema already holds; records up to it are skipped, which is what makes it exactly once. */
export function collectRows(records: readonly JournalRecord[], cursorOf: (tenantId: number) => number): Map<number, TenantRows> {
	const tenants = new Map<number, TenantRows>();
	const rowsOf = (tenantId: number, seq: number): TenantRows | undefined => {
		if (seq <= cursorOf(tenantId)) return undefined;
		let rows = tenants.get(tenantId);
		if (rows === undefined) {
			rows = {
				tenantId,
				lastSeq: 0,
				orders: new Map(),
				executions: new Map(),
				positions: new Map(),
				accounts: new Map(),
				breaks: [],
				wake: new Map(),
				halted: undefined,
			};
			tenants.set(tenantId, rows);
		}
		rows.lastSeq = seq;
		return rows;
	};
	for (const { seq, atMs, outputs } of records) {
		for (const output of outputs) {
			switch (output.kind) {
				case 'order':
					note(rowsOf(output.order.tenantId, seq), output.order, output.accountSeq)?.orders.set(output.order.orderId, {
						accountSeq: output.accountSeq,
						view: output.order,
					});
					break;
				case 'execution':
					note(rowsOf(output.execution.tenantId, seq), output.execution, output.accountSeq)?.executions.set(
						`${output.execution.accountId}:${output.execution.ticket}`,
						{ accountSeq: output.accountSeq, view: output.execution },
					);
					break;
				case 'position':
					note(rowsOf(output.position.tenantId, seq), output.position, output.accountSeq)?.positions.set(
						`${output.position.accountId}:${output.position.positionTicket}`,
						{ accountSeq: output.accountSeq, view: output.position },
					);
					break;
				case 'account':
					note(rowsOf(output.account.tenantId, seq), output.account, output.accountSeq)?.accounts.set(output.account.accountId, {
						accountSeq: output.accountSeq,
						view: output.account,
					});
					break;
				case 'break':
					note(rowsOf(output.tenantId, seq), output, output.accountSeq)?.breaks.push({ output, atMs });
					break;
				case 'tenant': {
					const rows = rowsOf(output.tenantId, seq);
					if (rows !== undefined) rows.halted = output.halted;
					break;
				}
				default: // replies and sends leave no row
			}
		}
	}
	return tenants;
}

function note(rows: TenantRows | undefined, of: { accountId: number }, accountSeq: number): TenantRows | undefined {
	rows?.wake.set(of.accountId, Math.max(accountSeq, rows.wake.get(of.accountId) ?? 0));
	return rows;
}
