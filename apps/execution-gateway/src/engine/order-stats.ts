import type { EngineInput, EngineOutput } from '@meridian/core';

/** Upper bounds in microseconds; one more bucket has what took longer. */
export const latencyBucketsUs = [10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 50_000, 250_000] as const;

/** What one tenant did since the last time it was asked for: numbers only, small enough to hand to another thread every second. */
export type TenantStats = {
	readonly tenantId: number;
	/** Commands by what became of them. */
	readonly accepted: number;
	readonly refused: number;
	readonly deniedByCode: Readonly<Record<string, number>>;
	readonly executions: number;
	readonly breaks: number;
	/** Commands by the time from the frame's arrival to the send, one count per bucket. */
	readonly latencyCounts: readonly number[];
	readonly latencySumUs: number;
};
type Counting = { -readonly [Key in keyof TenantStats]: TenantStats[Key] } & {
	readonly deniedByCode: Record<string, number>;
	readonly latencyCounts: number[];
};

const commands: ReadonlySet<EngineInput['kind']> = new Set([
	'place',
	'amend',
	'cancel',
	'cancelAll',
	'close',
	'closeBy',
	'halt',
	'haltPart',
]);
const nothing = (tenantId: number): Counting => ({
	...{ tenantId, accepted: 0, refused: 0, deniedByCode: {}, executions: 0, breaks: 0 },
	...{ latencyCounts: new Array<number>(latencyBucketsUs.length + 1).fill(0), latencySumUs: 0 },
});

/** Counts what the engine decides, by tenant. On the order path: a few additions an input. */
export class OrderStats {
	#byTenant = new Map<number, Counting>();

	/** @param tookUs from the moment the input was handed over to the moment everything it caused was done */
	note(step: { readonly input: EngineInput; readonly outputs: readonly EngineOutput[]; readonly tookUs: number }): void {
		const { input, outputs, tookUs } = step;
		if (!('tenantId' in input)) return;
		const isCommand = commands.has(input.kind);
		for (const output of outputs) {
			if (output.kind === 'execution') this.#of(input.tenantId).executions += 1;
			else if (output.kind === 'break') this.#of(input.tenantId).breaks += 1;
			else if (output.kind === 'reply' && isCommand) countReply(this.#of(input.tenantId), output.reply);
		}
		if (!isCommand) return;
		const stats = this.#of(input.tenantId);
		const bucket = latencyBucketsUs.findIndex((upTo) => tookUs <= upTo);
		const at = bucket === -1 ? latencyBucketsUs.length : bucket;
		stats.latencyCounts[at] = (stats.latencyCounts[at] ?? 0) + 1;
		stats.latencySumUs += tookUs;
	}

	/** What came together since the last call. */
	take(): readonly TenantStats[] {
		const taken = [...this.#byTenant.values()];
		this.#byTenant = new Map();
		return taken;
	}

	#of(tenantId: number): Counting {
		const known = this.#byTenant.get(tenantId);
		if (known !== undefined) return known;
		const stats = nothing(tenantId);
		this.#byTenant.set(tenantId, stats);
		return stats;
	}
}

function countReply(stats: Counting, reply: Extract<EngineOutput, { kind: 'reply' }>['reply']): void {
	if (reply.outcome === 'refused') stats.refused += 1;
	else if (reply.outcome === 'order' && !reply.duplicate && deniedBy(reply) !== undefined) {
		const code = deniedBy(reply) ?? '';
		stats.deniedByCode[code] = (stats.deniedByCode[code] ?? 0) + 1;
	} else stats.accepted += 1;
}

const deniedBy = (reply: Extract<Extract<EngineOutput, { kind: 'reply' }>['reply'], { outcome: 'order' }>): string | undefined =>
	reply.amendDenial?.code ?? (reply.order.life === 'DENIED' ? reply.order.denial?.code : undefined);
