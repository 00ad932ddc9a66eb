import type {
	AccountView,
	EngineOutput,
	ExecutionView,
	ForeignOrderView,
	OrderStages,
	OrderView,
	PositionView,
	StrategyPositionView,
} from '@meridian/core';
import { tenantOf } from '../engine/memory.ts';
import type { JournalRecord } from '../journal/record.ts';

type Sequenced<View> = { readonly accountSeq: number; readonly view: View };
type BreakOutput = Extract<EngineOutput, { kind: 'break' }>;
type PartHalted = Extract<EngineOutput, { kind: 'partHalted' }>;
type ResolvedOutput = Extract<EngineOutput, { kind: 'breakResolved' }>;

/** What a batch of records leaves in one tenant's schema: the last state of each row, and every order event, deal and break. */
export type TenantRows = {
	readonly tenantId: number;
	readonly lastSeq: number;
	readonly orders: Map<number, Sequenced<OrderView>>;
	/** Every state of every order, in the order of their account's sequence. */
	readonly orderEvents: Sequenced<OrderView>[];
	readonly executions: Map<string, Sequenced<ExecutionView>>;
	readonly positions: Map<string, Sequenced<PositionView>>;
	readonly strategyPositions: Map<string, Sequenced<StrategyPositionView>>;
	readonly accounts: Map<number, Sequenced<AccountView>>;
	readonly breaks: { readonly output: BreakOutput; readonly atMs: number }[];
	readonly foreignOrders: Map<string, { readonly accountId: number; readonly view: ForeignOrderView }>;
	/** Of orders that are in the rows, or were before. */
	readonly stages: Map<number, OrderStages>;
	readonly resolved: { readonly output: ResolvedOutput; readonly atMs: number }[];
	/** Highest account sequence per account, for the wake-up. */
	readonly wake: Map<number, number>;
	halted: boolean | undefined;
	/** The last word on each desk, account and strategy. */
	readonly partsHalted: Map<string, { readonly output: PartHalted; readonly atMs: number }>;
};

/** What the records leave in the tenant's schema. */
export function collectRows(tenantId: number, records: readonly JournalRecord[]): TenantRows {
	const rows: TenantRows = {
		tenantId,
		lastSeq: records.at(-1)?.seq ?? 0,
		orders: new Map(),
		orderEvents: [],
		executions: new Map(),
		positions: new Map(),
		strategyPositions: new Map(),
		accounts: new Map(),
		breaks: [],
		foreignOrders: new Map(),
		stages: new Map(),
		resolved: [],
		wake: new Map(),
		halted: undefined,
		partsHalted: new Map(),
	};
	for (const { atMs, outputs } of records) for (const output of outputs) if (tenantOf(output) === tenantId) collect(rows, { output, atMs });
	return rows;
}

function collect(rows: TenantRows, { output, atMs }: { output: EngineOutput; atMs: number }): void {
	switch (output.kind) {
		case 'order': {
			const { order: view, accountSeq } = output;
			rows.orders.set(view.orderId, { accountSeq, view });
			rows.orderEvents.push({ accountSeq, view });
			return note(rows, view.accountId, accountSeq);
		}
		case 'execution': {
			const { execution: view, accountSeq } = output;
			rows.executions.set(`${view.accountId}:${view.ticket}:${view.revision}`, { accountSeq, view });
			return note(rows, view.accountId, accountSeq);
		}
		case 'position': {
			const { position: view, accountSeq } = output;
			rows.positions.set(`${view.accountId}:${view.positionTicket}`, { accountSeq, view });
			return note(rows, view.accountId, accountSeq);
		}
		case 'strategyPosition': {
			const { position: view, accountSeq } = output;
			const { accountId, strategyId, instrumentId, positionTicket } = view;
			rows.strategyPositions.set(`${accountId}:${strategyId}:${instrumentId}:${positionTicket}`, { accountSeq, view });
			return note(rows, accountId, accountSeq);
		}
		case 'account': {
			const { account: view, accountSeq } = output;
			rows.accounts.set(view.accountId, { accountSeq, view });
			return note(rows, view.accountId, accountSeq);
		}
		case 'break':
			rows.breaks.push({ output, atMs });
			return note(rows, output.accountId, output.accountSeq);
		case 'breakResolved':
			rows.resolved.push({ output, atMs });
			return note(rows, output.accountId, output.accountSeq);
		case 'foreignOrder':
			rows.foreignOrders.set(`${output.accountId}:${output.order.ticket}`, { accountId: output.accountId, view: output.order });
			return;
		case 'stages':
			rows.stages.set(output.orderId, output.stages);
			return;
		case 'tenant':
			rows.halted = output.halted;
			return;
		case 'partHalted':
			rows.partsHalted.set(`${output.level}:${output.subjectId}`, { output, atMs });
			return;
		default: // replies and sends leave no row
	}
}

function note(rows: TenantRows, accountId: number, accountSeq: number): void {
	rows.wake.set(accountId, Math.max(accountSeq, rows.wake.get(accountId) ?? 0));
}

export const concerns = (record: JournalRecord, tenantId: number): boolean =>
	record.outputs.some((output) => tenantOf(output) === tenantId);

export function tenantsOf(record: JournalRecord): Set<number> {
	return new Set(record.outputs.map(tenantOf).filter((tenantId) => tenantId !== undefined));
}
