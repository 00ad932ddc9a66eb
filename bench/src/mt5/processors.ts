import { readdirSync, readFileSync } from 'node:fs';
import type { Result } from '../types.ts';

/** Since a thread began: how long it ran, and how long it could have run while others had the processors. */
type Spent = { readonly ranNs: number; readonly queuedNs: number; readonly turns: number };

/** The thread of this process that a worker of this name runs in; undefined where the system does not tell. */
export function threadNamed(name: string): string | undefined {
	const tasks = '/proc/self/task';
	return list(tasks)
		.map((id) => `${tasks}/${id}`)
		.find((task) => text(`${task}/comm`).trim() === name);
}

export const processOf = (pid: number): string => `/proc/${pid}`;

/** What each of these did between two moments. @param folder of a process or a thread in /proc */
export function watchProcessors(folders: readonly string[]): { since(): readonly Spent[] } {
	const before = folders.map(spent);
	return {
		since: () =>
			folders.map((folder, n) => {
				const [then, now] = [before[n] ?? spent(folder), spent(folder)];
				return { ranNs: now.ranNs - then.ranNs, queuedNs: now.queuedNs - then.queuedNs, turns: now.turns - then.turns };
			}),
	};
}

/** Rows of who was busy for how much of a second, and how long it waited for a processor whenever it wanted one. */
export function processorRows(name: string, input: { readonly all: readonly Spent[]; readonly tookMs: number }): Result[] {
	const sum = (of: (one: Spent) => number): number => input.all.reduce((total, one) => total + of(one), 0);
	const turns = sum((one) => one.turns);
	if (turns === 0) return [];
	return [
		{ case: name, metric: 'busy', unit: '% of a processor', value: Math.round(sum((one) => one.ranNs) / 1e4 / input.tookMs) },
		{ case: name, metric: 'queued', unit: 'us at each turn', value: Math.round(sum((one) => one.queuedNs) / turns / 1_000) },
	];
}

function spent(folder: string): Spent {
	const [ranNs = 0, queuedNs = 0, turns = 0] = text(`${folder}/schedstat`).trim().split(' ').map(Number);
	return { ranNs, queuedNs, turns };
}

function text(file: string): string {
	try {
		return readFileSync(file, 'utf8');
	} catch {
		return '';
	}
}

function list(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
