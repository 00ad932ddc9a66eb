import { readdirSync, readFileSync } from 'node:fs';
import { getPriority, setPriority } from 'node:os';
import type { Native } from '@meridian/native';
import type { Logger } from '@meridian/telemetry';

const tasks = '/proc/self/task';
/** What Node calls the threads that V8 collects and compiles with. They serve every thread of the process, and the engine's needs them least. */
const helperName = 'V8Worker';
const helpersNicer = 5;

/**
 * Who else computes on the machine is to be out of this thread's way. It keeps to a processor, if it is told of one; and V8's helpers, which run for
 * milliseconds where another thread's heap has grown, come after everything else. Needs no privilege; where the system has none of it, nothing is changed.
 * @param cpu the processor that the thread is to keep to
 */
export function goFirst(
	native: Pick<Native, 'pinThread'>,
	{ cpu, log }: { readonly cpu: number | undefined; readonly log: Pick<Logger, 'warn'> },
): void {
	if (cpu !== undefined && !native.pinThread(cpu))
		log.warn({ cpu }, 'the engine thread could not be kept to this processor: it runs on any');
	for (const id of list(tasks)) {
		try {
			if (readFileSync(`${tasks}/${id}/comm`, 'utf8').trim() !== helperName) continue;
			// Never nicer twice: a process may have several engine threads.
			const usual = getPriority(0);
			if (getPriority(Number(id)) === usual) setPriority(Number(id), Math.min(19, usual + helpersNicer));
		} catch {
			// It has ended, or may not be changed.
		}
	}
}

function list(folder: string): string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
