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
const addon = z.custom<{ Poller: new () => { poll: Poll }; nowNs: () => number }>().parse(createRequire(import.meta.url)(buildAddon()));
const file = process.env.MERIDIAN_BENCH_WAITS ?? '';
const schedstat = openSync('/proc/thread-self/schedstat', 'r');
const bytes = Buffer.alloc(96);
const worthUs = 5;
const space = 0x20;
const zero = 0x30;
const lines: string[] = [];
let lastNs = queuedNs();

/** The second of three numbers. By hand: it is on every order's way, and part of what is measured. */
function queuedNs(): number {
	readSync(schedstat, bytes, 0, bytes.length, 0);
	let at = bytes.indexOf(space) + 1;
	let value = 0;
	for (let digit = (bytes[at] ?? 0) - zero; digit >= 0 && digit <= 9; digit = (bytes[at] ?? 0) - zero) {
		value = value * 10 + digit;
		at += 1;
	}
	return value;
}

function note(): void {
	const now = queuedNs();
	const us = Math.round((now - lastNs) / 1_000);
	lastNs = now;
	if (us >= worthUs) lines.push(`${Math.round(addon.nowNs() / 1_000)} ${us}`);
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
