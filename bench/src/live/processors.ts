import { readFileSync } from 'node:fs';

/** Processor time of all threads of a process, and what its first thread, which is Node's own, waited for a processor; ms. */
export type ProcessorTimes = { readonly userMs: number; readonly systemMs: number; readonly waitedMs: number };

/** In /proc times are counted in these. */
const tickMs = 10;

/** @throws where there is no such process */
export function processorTimes(pid: number): ProcessorTimes {
	// After the name, which is in brackets: user and system time are the 12th and 13th.
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
	const [, waitedNs] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
	return { userMs: Number(fields[11]) * tickMs, systemMs: Number(fields[12]) * tickMs, waitedMs: Number(waitedNs) / 1e6 };
}

/** What all processors of the machine have worked since it began, for whomever, ms. */
export function machineMs(): number {
	const line = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1] ?? '';
	// user, nice, system, idle, waiting for a disk, interrupts (two kinds), and what other machines took.
	const [user = 0, nice = 0, system = 0, , , hard = 0, soft = 0] = line.split(' ').map(Number);
	return (user + nice + system + hard + soft) * tickMs;
}

export const difference = (after: ProcessorTimes, before: ProcessorTimes): ProcessorTimes => ({
	userMs: after.userMs - before.userMs,
	systemMs: after.systemMs - before.systemMs,
	waitedMs: after.waitedMs - before.waitedMs,
});
