import { expect, test } from 'vitest';
import { summarise, type TraceEvent } from './trace.ts';

const event = (name: string, at: number, ms = 0, more: Partial<TraceEvent> = {}): TraceEvent => ({
	...{ name, ph: 'X', ts: at * 1_000, dur: ms * 1_000, tdur: ms * 1_000, pid: 1, tid: 1 },
	...more,
});

test('work within work is counted once, and each piece to the frame that it fell into', () => {
	const { frameMs, taskMs, laidOut } = summarise([
		event('BeginMainThreadFrame', 0),
		event('RunTask', 0, 9),
		event('PrePaint', 9.5, 0),
		event('FireAnimationFrame', 1, 5),
		event('FunctionCall', 2, 3),
		event('Layout', 7, 2, { args: { beginData: { dirtyObjects: 40 } } }),
		event('BeginMainThreadFrame', 16),
		event('FunctionCall', 17, 4),
		event('FunctionCall', 17, 400, { tid: 9 }),
	]);
	expect(frameMs).toEqual([7, 4]);
	expect(taskMs).toEqual([9]);
	expect(laidOut).toBe(40);
});

test('the time of others on a busy machine is told apart from our own', () => {
	const { taskMs, taskWallMs } = summarise([
		event('BeginMainThreadFrame', 0),
		event('PrePaint', 0),
		event('RunTask', 1, 80, { tdur: 12_000 }),
	]);
	expect([taskMs, taskWallMs]).toEqual([[12], [80]]);
});

test('a trace of a page that never drew is refused', () => {
	expect(() => summarise([event('RunTask', 0, 5)])).toThrow(/no frame/);
});
