import type { EngineInput, EngineOutput, OrderView, PlaceOrder } from './messages.ts';
import type { EngineState } from './state/state.ts';

/** The engine. apply() never throws on any input of these types; stateHash() is equal for equal histories. */
export type Engine = {
	apply(input: EngineInput, atMs: number): readonly EngineOutput[];
	/** The checks, dry. */
	preview(
		order: Omit<PlaceOrder, 'clientOrderId'>,
		atMs: number,
	): { readonly denial: OrderView['denial']; readonly notionalMinor: number | null; readonly marginMinor: number | null };
	/** Whether a quote of this instrument may set something off, so that it must not wait for the next input. */
	watches(at: { readonly tenantId: number; readonly accountId: number; readonly instrumentId: number }): boolean;
	/** When a timer is needed next, because an order that the engine holds is due; null: no order waits for time. */
	wakeAtMs(): number | null;
	stateHash(): string;
	/** What it remembers, alive: to be copied as it is (structured clone) and given to createEngine() of the same build. */
	memory(): EngineMemory;
};

/** Plain data without a contract: only createEngine() of the build that made it may read it. */
export type EngineMemory = EngineState;
