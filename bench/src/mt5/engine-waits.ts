import { closeSync, openSync, readSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { buildAddon } from '@meridian/native';
import { z } from 'zod';

/**
 * Loaded into the engine thread before it begins (Worker's execArgv): notes in what spans of time the thread could have run and others had the processors, as the
 * system counts it, at each end of its sleeping in the poller. Written when the thread ends, to MERIDIAN_BENCH_WAITS: a line for each, `endUs queuedUs`, of the steady
 * clock that the emulated terminals have too.
 */
type Poll = (timeoutMs: number, spinUs: number, events: Int32Array) => number;
const addon = z.custom<{ Poller: new () => { poll: Poll } }>().parse(createRequire(import.meta.url)(buildAddon()));
const file = process.env.MERIDIAN_BENCH_WAITS ?? '';
const schedstat = openSync('/proc/thread-self/schedstat', 'r');
const bytes = Buffer.alloc(96);
const worthUs = 5;
const lines: string[] = [];
let lastNs = queuedNs();

function queuedNs(): number {
	return Number(bytes.toString('latin1', 0, readSync(schedstat, bytes, 0, bytes.length, 0)).split(' ')[1]);
}

function note(): void {
	const now = queuedNs();
	const us = Math.round((now - lastNs) / 1_000);
	lastNs = now;
	if (us >= worthUs) lines.push(`${process.hrtime.bigint() / 1_000n} ${us}`);
}

addon.Poller = class extends addon.Poller {
	override poll: Poll = (timeoutMs, spinUs, events) => {
		note();
		const count = super.poll(timeoutMs, spinUs, events);
		note();
		return count;
	};
};

process.on('exit', () => {
	closeSync(schedstat);
	writeFileSync(file, lines.join('\n'));
});
