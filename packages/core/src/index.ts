import type { Engine } from './messages.ts';

export * from './messages.ts';
export * from './model.ts';

/** A new, empty engine. */
export function createEngine(): Engine {
	throw new Error('not yet');
}
