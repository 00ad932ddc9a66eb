import { expect, test, vi } from 'vitest';
import { closable } from '../src/streams/closable.ts';
import { Latest } from '../src/streams/conflate.ts';
import { watchStall } from '../src/streams/stall.ts';
import { pause, Wake } from '../src/streams/wake.ts';

test('a slow reader gets the latest value of each key, once', async () => {
	const latest = new Latest<string, number>();
	const controller = new AbortController();
	const batches = latest.batches(controller.signal, 0);
	for (let price = 1; price <= 1_000; price++) latest.set('EURUSD', price);
	latest.set('GBPUSD', 7);
	expect((await batches.next()).value).toEqual([1_000, 7]);
	const next = batches.next();
	latest.set('GBPUSD', 8);
	expect((await next).value).toEqual([8]);
	controller.abort();
	expect((await batches.next()).done).toBe(true);
});

test('a subscriber that leaves while nothing happens is let go at once', async () => {
	let released = false;
	const stream = closable<string>(async function* (signal) {
		try {
			await new Wake().wait(signal);
			if (!signal.aborted) yield 'something happened';
		} finally {
			released = true;
		}
	});
	const waiting = stream.next();
	await stream.return?.();
	expect((await waiting).done).toBe(true);
	expect(released).toBe(true);
});

test('a wake-up that comes before anybody waits is not lost', async () => {
	const wake = new Wake();
	wake.notify();
	await wake.wait(new AbortController().signal);
});

test('a consumer that does not read is reported, one that reads is not', async () => {
	const endless = () =>
		closable<number>(async function* (signal) {
			for (let value = 0; !signal.aborted; value++) yield value;
		});
	const stalled = Promise.withResolvers<void>();
	const slow = watchStall(endless(), { limitMs: 5, onStall: stalled.resolve });
	await slow.next();
	// The timer of the watch does not keep a process alive; this one does.
	const keepAlive = setInterval(() => undefined, 1_000);
	await stalled.promise;
	clearInterval(keepAlive);
	let reported = false;
	const quick = watchStall(endless(), {
		limitMs: 60_000,
		onStall: () => {
			reported = true;
		},
	});
	for (let reads = 0; reads < 100; reads++) await quick.next();
	await quick.return?.();
	await pause(0, new AbortController().signal);
	expect(reported).toBe(false);
});

test('each value has its own time to be written, though one timer watches all of them', async () => {
	vi.useFakeTimers();
	try {
		const onStall = vi.fn();
		const values = closable<number>(async function* (signal) {
			for (let value = 0; !signal.aborted; value++) yield value;
		});
		const watched = watchStall(values, { limitMs: 10, onStall });
		await watched.next();
		vi.advanceTimersByTime(6);
		await watched.next();
		vi.advanceTimersByTime(6);
		expect(onStall).not.toHaveBeenCalled();
		vi.advanceTimersByTime(4);
		expect(onStall).toHaveBeenCalledOnce();
		await watched.return?.();
		vi.advanceTimersByTime(100);
		expect(onStall).toHaveBeenCalledOnce();
	} finally {
		vi.useRealTimers();
	}
});
