import { parentPort, workerData } from 'node:worker_threads';
import { engineBuild } from './build.ts';
import { recover } from './recover.ts';
import { writeSnapshot } from './snapshot.ts';

/**
 * A thread that follows the engine through the segments that are full, writes a snapshot of where that leads, and ends. What it
 * decides differently from the engine it throws: then the engine is no function of its journal, and there must be no snapshot.
 */
export type SnapshotterSettings = { readonly dir: string; readonly untilSeq: number };
export type FromSnapshotter = { readonly seq: number; readonly notes: readonly string[] };

const { dir, untilSeq } = workerData as SnapshotterSettings;
const build = engineBuild();
const notes: string[] = [];
const { memory, replayed } = recover({ dir, build, untilSeq, note: (text) => notes.push(text) });
if (replayed > 0) writeSnapshot(dir, { memory, build });
parentPort?.postMessage({ seq: memory.lastSeq, notes } satisfies FromSnapshotter);
