// Stands in for vitest's describe and it in a mutation run: tests are collected, and the worker runs them one by one until one fails.
export { expect } from 'vitest';

export type CollectedTest = { readonly name: string; readonly run: () => void | Promise<void> };
let collected: CollectedTest[] = [];

/** The tests that were declared since the last call. */
export function takeTests(): CollectedTest[] {
	const tests = collected;
	collected = [];
	return tests;
}

export function describe(_name: string, body: () => void): void {
	body();
}

describe.each =
	(rows: readonly unknown[]) =>
	(_name: string, body: (...row: unknown[]) => void): void => {
		for (const row of rows)
			if (Array.isArray(row)) body(...row);
			else body(row);
	};

export function it(name: string, run: CollectedTest['run']): void {
	collected.push({ name, run });
}
it.each =
	(rows: readonly unknown[]) =>
	(name: string, run: (...row: unknown[]) => void | Promise<void>): void => {
		for (const row of rows) it(name, () => (Array.isArray(row) ? run(...row) : run(row)));
	};

export const test = it;
