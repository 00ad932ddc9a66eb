import type { Engine } from '@meridian/core';
import type { ShardMemory } from '../engine/memory.ts';
import type { Shard, ShardOptions } from '../engine/shard.ts';
import type { Memory } from '../simulator/store.ts';
import type { SimJournal } from './journal.ts';

export type LineTo = ShardOptions['lineTo'];

/** Where a test may plant a bug: each of these wraps a real part on its way into the simulation. Without one, everything is what runs in production. */
export type Mutation = {
	readonly engine?: (engine: Engine) => Engine;
	readonly journal?: (journal: SimJournal, lineTo: LineTo) => SimJournal;
	readonly lineTo?: (lineTo: LineTo) => LineTo;
	/** What recovery found, before the gateway goes on with it. */
	readonly recovered?: (memory: ShardMemory) => void;
	/** The shard as the terminals' sessions see it. */
	readonly venueShard?: (shard: Shard) => Shard;
	/** What a terminal remembers of the gateways that it has met. */
	readonly terminalMemory?: (memory: Memory) => Memory;
	/** The journal's files after a crash, before recovery reads them. */
	readonly laidOut?: (dir: string) => void;
};
