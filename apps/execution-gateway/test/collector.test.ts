import { constants, type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { expect, test, vi } from 'vitest';
import { openCollector } from '../src/engine/collector.ts';

test('is due after some ten orders’ records, and once for them', () => {
	let records = 0;
	const collector = openCollector(() => records);
	expect(collector.isDue()).toBe(false);
	records = 63;
	expect(collector.isDue()).toBe(false);
	records = 64;
	expect(collector.isDue()).toBe(true);
	collector.act();
	expect(collector.isDue()).toBe(false);
	records += 64;
	expect(collector.isDue()).toBe(true);
});

test('waits while a terminal is about to answer, as long as there is room', () => {
	let records = 0;
	let awaits = true;
	const collector = openCollector(
		() => records,
		() => awaits,
	);
	records = 100;
	expect(collector.isDue()).toBe(false);
	awaits = false;
	expect(collector.isDue()).toBe(true);
	collector.act();
	awaits = true;
	records += 111;
	expect(collector.isDue()).toBe(false);
	records += 1;
	expect(collector.isDue()).toBe(true);
});

test('collects what is young, and nothing else', async () => {
	const kinds: unknown[] = [];
	const observer = new PerformanceObserver((list) => {
		for (const entry of list.getEntries() as { detail?: { kind?: number } }[]) kinds.push(entry.detail?.kind);
	});
	observer.observe({ entryTypes: ['gc'] });
	const collector = openCollector(() => 0);
	for (let n = 0; n < 5; n++) collector.act();
	await vi.waitFor(() => expect(kinds.length).toBeGreaterThanOrEqual(5));
	observer.disconnect();
	expect(kinds.filter((kind) => kind === constants.NODE_PERFORMANCE_GC_MINOR).length).toBeGreaterThanOrEqual(5);
	expect(kinds).not.toContain(constants.NODE_PERFORMANCE_GC_MAJOR);
});

test('collects the young alone while V8 is at its long work on the old', async () => {
	const majors: PerformanceEntry[] = [];
	const observer = new PerformanceObserver((list) => {
		for (const entry of list.getEntries() as (PerformanceEntry & { detail?: { kind?: number } })[])
			if (entry.detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR) majors.push(entry);
	});
	observer.observe({ entryTypes: ['gc'] });
	const collector = openCollector(() => 0);
	const collections: { readonly fromMs: number; readonly toMs: number }[] = [];
	let kept: object[] = [];
	for (let n = 0; majors.length < 2; n++) {
		for (let k = 0; k < 2_000; k++) kept.push({ n, k });
		if (n % 200 === 199) kept = [];
		const fromMs = performance.now();
		collector.act();
		collections.push({ fromMs, toMs: performance.now() });
		// It goes on with its work between turns, as in the engine thread.
		await new Promise((resolve) => setImmediate(resolve));
	}
	observer.disconnect();
	const isWithin = (major: PerformanceEntry) =>
		collections.some(({ fromMs, toMs }) => fromMs <= major.startTime && major.startTime + major.duration <= toMs + 0.1);
	expect(majors.filter(isWithin)).toEqual([]);
});
