import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEngine, type EngineInput, type TenantConfig } from '@meridian/core';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stringify } from '../src/journal/json.ts';
import { readJournal } from '../src/journal/read.ts';
import { simulate } from '../src/simulation/run.ts';

const cli = join(import.meta.dirname, '../src/cli/main.ts');
const journal = (...args: readonly string[]) => spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
const hashIn = (text: string, what: string): string | undefined => new RegExp(`^${what} +([0-9a-f]{64})$`, 'm').exec(text)?.[1];

describe('a recorded journal', () => {
	let dir: string;
	beforeAll(() => {
		dir = mkdtempSync(join(tmpdir(), 'meridian-replay-'));
	});
	afterAll(() => rmSync(dir, { recursive: true, force: true }));

	test('is made by one process, and another decides all of it again to the byte', () => {
		const state = join(dir, 'made');
		const recorded = journal('record', '--state', state, '--seed', '3');
		expect(recorded.stderr).toBe('');
		const replayed = journal('replay', '--state', state);
		expect(replayed.status).toBe(0);
		expect(replayed.stdout).toMatch(/every decision came out as it was recorded/);
		expect(hashIn(replayed.stdout, 'output hash')).toBe(hashIn(replayed.stdout, 'recorded hash'));
		expect(hashIn(replayed.stdout, 'output hash')).toBeDefined();
		expect(journal('record', '--state', state).stderr).toMatch(/exists: a journal is recorded into a folder of its own/);
	}, 60_000);

	test('comes out the same in whatever order tenants, accounts, instruments and users were registered', () => {
		const keepIn = join(dir, 'kept');
		expect(simulate({ seed: 5, hours: 0.2, keepIn }).violation).toBeUndefined();
		const steps: { readonly input: EngineInput; readonly atMs: number }[] = [];
		readJournal({ dir: keepIn, afterSeq: 0, visit: ({ input, atMs }) => void steps.push({ input, atMs }) });
		const plain = outputsOf(steps);
		expect(plain.length).toBeGreaterThan(500);
		fc.assert(
			fc.property(fc.integer(), (seed) => {
				const now = outputsOf(shuffled(steps, seed));
				const at = now.findIndex((text, index) => text !== plain[index]);
				expect(now[at]).toBe(plain[at]);
				expect(now).toHaveLength(plain.length);
			}),
			{ numRuns: 4 },
		);
	}, 60_000);
});

type Step = { readonly input: EngineInput; readonly atMs: number };

/** What every input but the registrations caused, as text. */
function outputsOf(steps: readonly Step[]): string[] {
	const engine = createEngine();
	return steps.flatMap(({ input, atMs }) => {
		const outputs = engine.apply(input, atMs);
		return input.kind === 'configure' ? [] : [stringify(outputs)];
	});
}

/** The first registrations, which come one after another, in another order, and everything within each in another, too. */
function shuffled(steps: readonly Step[], seed: number): Step[] {
	const order = <Item>(items: readonly Item[]): Item[] => {
		const copy = [...items];
		for (let i = copy.length - 1, word = seed; i > 0; i--) {
			word = (Math.imul(word, 1_664_525) + 1_013_904_223) >>> 0;
			const j = word % (i + 1);
			[copy[i], copy[j]] = [copy[j] as Item, copy[i] as Item];
		}
		return copy;
	};
	const within = (config: TenantConfig): TenantConfig => ({
		...config,
		users: order(config.users),
		instruments: order(config.instruments.map((instrument) => ({ ...instrument, brokerSymbols: order(instrument.brokerSymbols) }))),
		accounts: order(config.accounts),
	});
	const mixed = steps.map(
		({ input, atMs }): Step => ({ atMs, input: input.kind === 'configure' ? { ...input, config: within(input.config) } : input }),
	);
	const first = mixed.findIndex(({ input }) => input.kind === 'configure');
	const count = mixed.slice(first).findIndex(({ input }) => input.kind !== 'configure');
	const registrations = order(mixed.slice(first, first + count).map(({ input }) => input));
	return mixed.map((step, index) => ({ ...step, input: registrations[index - first] ?? step.input }));
}
