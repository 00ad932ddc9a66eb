import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * What tells a process from a later one with the same number: its start time, in whatever form the system gives it.
 * Undefined where no such process lives.
 */
export function startMark(pid: number): string | undefined {
	try {
		if (process.platform === 'linux') {
			const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
			// The name, in brackets, may hold spaces and brackets; state is the first field after it, the start time the 20th.
			const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
			return fields[0] === 'Z' ? undefined : fields[19];
		}
		return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
	} catch {
		return undefined;
	}
}

/** Sends a signal to a process group that we made, or to the process where there is no such group. Gone is fine. */
