import { constants, PerformanceObserver } from 'node:perf_hooks';
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
