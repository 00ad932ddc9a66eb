import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc a second, on every Linux that Node runs on. */
const ticksPerSec = 100;

/** Processor time of each named process and all it started so far, ms; null where the system does not tell. */
export function processorMs(pids: ReadonlyMap<string, number>): ReadonlyMap<string, number> | null {
	const all = readAll();
	if (all === null) return null;
	const ticksOf = (pid: number): number => {
		const own = all.get(pid);
		if (own === undefined) return 0;
		return [...all].reduce((sum, [child, { parent }]) => (parent === pid ? sum + ticksOf(child) : sum), own.ticks);
	};
	return new Map([...pids].map(([name, pid]) => [name, (ticksOf(pid) * 1_000) / ticksPerSec]));
}

type Process = { readonly parent: number; readonly ticks: number };

function readAll(): ReadonlyMap<number, Process> | null {
	if (process.platform !== 'linux') return null;
	return new Map(readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? read(Number(name)) : [])));
}

/** Nothing where it has just ended: then it is in its parent's sum. */
function read(pid: number): (readonly [number, Process])[] {
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		// The name stands in brackets and may hold spaces.
		const fields = stat
			.slice(stat.lastIndexOf(')') + 2)
			.split(' ')
			.map(Number);
		// From the third field on: parent is the 4th; user, system, and those of children that have ended the 14th to 17th.
		const ticks = [11, 12, 13, 14].reduce((sum, at) => sum + (fields[at] ?? 0), 0);
		return [[pid, { parent: fields[1] ?? 0, ticks }]];
	} catch {
		return [];
	}
}
