import { createEngine, type Engine, type EngineInput, type EngineMemory, type EngineOutput, type TenantConfig } from '@meridian/core';
import type { StoredRecord } from '../journal/record.ts';

/** Replaying the journal gave another answer than was recorded: this build decides differently, and must not go on silently. */
export class ReplayDiffers extends Error {
	override readonly name = 'ReplayDiffers';
}

export type EpochMark = { readonly epoch: number; readonly seq: number };

/** What a shard remembers: a snapshot holds it, and the journal rebuilds it. */
export type ShardMemory = {
	readonly engine: Engine;
	/** The configurations in force. */
	readonly configs: Map<number, TenantConfig>;
	/** The last record that concerns each tenant, by which the projector knows what a tenant can be missing. */
	readonly touched: Map<number, number>;
	/** Each leader's epoch, and the record that began it: two journals with the same last one are the same up to there. */
	readonly epochs: EpochMark[];
	lastMs: number;
	lastSeq: number;
};

export type SavedMemory = Omit<ShardMemory, 'engine'> & { readonly engine: EngineMemory };

export function newMemory(saved?: SavedMemory): ShardMemory {
	if (saved === undefined) return { engine: createEngine(), configs: new Map(), touched: new Map(), epochs: [], lastMs: 0, lastSeq: 0 };
	return { ...saved, engine: createEngine(saved.engine) };
}

/** Takes note of what one input caused, once it has its sequence. */
export function remember(
	memory: ShardMemory,
	step: { readonly input: EngineInput; readonly outputs: readonly EngineOutput[]; readonly seq: number },
): void {
	const { input, outputs, seq } = step;
	memory.lastSeq = seq;
	for (const output of outputs) {
		const tenantId = tenantOf(output);
		if (tenantId !== undefined) memory.touched.set(tenantId, seq);
	}
	if (input.kind === 'epoch') memory.epochs.push({ epoch: input.epoch, seq });
	if (input.kind !== 'configure') return;
	if (outputs.some((output) => output.kind === 'reply' && output.reply.outcome === 'refused')) return;
	memory.configs.set(input.config.tenantId, input.config);
}

/** Decides a recorded input again: the same outputs must come out, to the byte. @throws ReplayDiffers. */
export function replay(memory: ShardMemory, record: StoredRecord): void {
	const { seq, atMs, input } = record;
	const outputs = memory.engine.apply(input, atMs);
	if (!record.caused(outputs)) {
		throw new ReplayDiffers(
			`record ${seq} (${input.kind}) replays differently: this build decides otherwise than the one that wrote it. ` +
				'Start the old build, or begin anew: npm start -- --fresh deletes this copy’s data. npm run journal -- replay lists every decision that changed.',
		);
	}
	memory.lastMs = atMs;
	remember(memory, { input, outputs, seq });
}

/** The tenant whose rows an output changes; replies and sends leave no row. */
export function tenantOf(output: EngineOutput): number | undefined {
	switch (output.kind) {
		case 'order':
			return output.order.tenantId;
		case 'execution':
			return output.execution.tenantId;
		case 'position':
			return output.position.tenantId;
		case 'strategyPosition':
			return output.position.tenantId;
		case 'account':
			return output.account.tenantId;
		case 'tenant':
		case 'partHalted':
		case 'break':
		case 'breakResolved':
		case 'stages':
		case 'foreignOrder':
			return output.tenantId;
		default:
			return undefined;
	}
}
