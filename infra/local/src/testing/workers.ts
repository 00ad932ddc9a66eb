import { availableParallelism } from 'node:os';

/** Workers of Vitest's, which by itself leaves a processor free: of two that is half. */
export const unitWorkers = Math.max(2, availableParallelism() - 1);
/** Each has servers of its own. */
export const intWorkers = Math.min(4, unitWorkers);
