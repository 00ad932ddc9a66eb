import { stringify } from '../journal/json.ts';

export type Difference = { readonly path: string; readonly was: string; readonly is: string };

/** Every leaf of two plain values that is not the same, by its path. */
export function differences(was: unknown, is: unknown, path = 'outputs'): Difference[] {
	if (isTree(was) && isTree(is)) {
		const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
		return [...keys].flatMap((key) => differences(was[key], is[key], Array.isArray(was) ? `${path}[${key}]` : `${path}.${key}`));
	}
	const [before, now] = [text(was), text(is)];
	return before === now ? [] : [{ path, was: before, is: now }];
}

function isTree(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

const text = (value: unknown): string =>
	value === undefined ? 'nothing' : typeof value === 'bigint' ? value.toString() : stringify(value);
