import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const pattern = /^shard-(\d+)$/;

/** The folder of a shard, in which its journal is. The first shard's is the state folder itself. */
export const shardDir = (stateDir: string, shard: number): string => (shard === 0 ? stateDir : join(stateDir, `shard-${shard}`));

/**
 * Where each shard of a gateway keeps its journal.
 * @throws where the state folder holds a shard that would not run: its tenants' orders would be nobody's.
 */
export function shardDirs(stateDir: string, shards: number): readonly string[] {
	const held = existsSync(stateDir) ? readdirSync(stateDir).flatMap((name) => pattern.exec(name)?.[1] ?? []) : [];
	const left = held.map(Number).filter((shard) => shard >= shards);
	if (left.length > 0)
		throw new Error(
			`${stateDir} holds the journal of shard ${Math.max(...left)}, and MERIDIAN_SHARDS is ${shards}. Start with at least ${Math.max(...left) + 1}: shards can be added, and none can be left out.`,
		);
	return Array.from({ length: shards }, (_, shard) => shardDir(stateDir, shard));
}
