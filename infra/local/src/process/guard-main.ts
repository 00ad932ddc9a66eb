import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { groupLives, signalGroup } from './identity.ts';

const shape = z.union([
	z.object({ watch: z.number().int().positive(), signal: z.enum(['SIGTERM', 'SIGINT']), last: z.boolean() }),
	z.object({ forget: z.number().int().positive() }),
]);
type Watched = { readonly pid: number; readonly signal: NodeJS.Signals; readonly last: boolean };

const watched = new Map<number, Watched>();
const stopWaitMs = 5_000;

async function stop(some: readonly Watched[]): Promise<void> {
	for (const one of some.toReversed()) signalGroup(one.pid, one.signal);
	const until = Date.now() + stopWaitMs;
	while (some.some((one) => groupLives(one.pid)) && Date.now() < until) await delay(50);
	for (const one of some) if (groupLives(one.pid)) signalGroup(one.pid, 'SIGKILL');
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);

for await (const line of createInterface({ input: process.stdin })) {
	const message = shape.parse(JSON.parse(line));
	if ('forget' in message) watched.delete(message.forget);
	else watched.set(message.watch, { pid: message.watch, signal: message.signal, last: message.last });
}
const all = [...watched.values()];
await stop(all.filter((one) => !one.last));
await stop(all.filter((one) => one.last));
process.exit(0);
