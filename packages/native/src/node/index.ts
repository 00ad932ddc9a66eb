import type { Native } from '../types.ts';
import { allocateFile, mapFile } from './files.ts';
import { createPoller, wake } from './poller.ts';

/** The same by Node alone, for machines without a compiler: slower, never wrong. */
export const nodeOnly: Native = {
	kind: 'node',
	nowNs: () => Number(process.hrtime.bigint()),
	pinThread: () => false,
	allocateFile,
	mapFile,
	createPoller,
	wake,
};
