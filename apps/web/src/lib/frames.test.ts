import { expect, test } from 'vitest';
import { FrameQueue } from './frames.ts';

/** A queue whose frames come when told, and in which each write takes a millisecond. */
function queueOf(budgetMs: number) {
	const frames: (() => void)[] = [];
	const clock = { ms: 0 };
	const written: string[] = [];
	const queue = new FrameQueue({ next: (run) => frames.push(run), nowMs: () => clock.ms, budgetMs });
	const write = (name: string) => () => {
		clock.ms++;
		written.push(name);
	};
	/** @returns what this frame wrote */
	const frame = (): string[] => {
		for (const run of frames.splice(0)) run();
		return written.splice(0);
	};
	return { queue, write, frame, frames };
}

test('a write that is asked for many times within a frame is done once, and not again after', () => {
	const { queue, write, frame, frames } = queueOf(100);
	const bid = write('bid');
	for (let n = 0; n < 1_000; n++) queue.ask(bid);
	expect(frames).toHaveLength(1);
	expect(frame()).toEqual(['bid']);
	expect(frame()).toEqual([]);
});

test('what is more than a frame’s budget comes in the next frame, before what was asked for later, and nothing is lost', () => {
	const { queue, write, frame } = queueOf(2);
	const writes = ['a', 'b', 'c', 'd', 'e'].map(write);
	for (const one of writes) queue.ask(one);
	expect(frame()).toEqual(['a', 'b']);
	// The first two have news again, while the others still wait.
	for (const one of writes.slice(0, 2)) queue.ask(one);
	expect(frame()).toEqual(['c', 'd']);
	expect(frame()).toEqual(['e', 'a']);
	expect(frame()).toEqual(['b']);
	expect(frame()).toEqual([]);
});

test('a write dearer than the whole budget is done all the same, alone', () => {
	const { queue, write, frame } = queueOf(0);
	for (const name of ['a', 'b']) queue.ask(write(name));
	expect(frame()).toEqual(['a']);
	expect(frame()).toEqual(['b']);
});

test('what a write asks for belongs to the next frame', () => {
	const { queue, write, frame } = queueOf(100);
	const again = write('again');
	const first = () => {
		again();
		queue.ask(first);
	};
	queue.ask(first);
	expect(frame()).toEqual(['again']);
	expect(frame()).toEqual(['again']);
});

test('a forgotten write is not done, even where another of the same frame forgets it', () => {
	const { queue, write, frame } = queueOf(100);
	const [gone, late] = [write('gone'), write('late')];
	queue.ask(gone);
	queue.forget(gone);
	queue.ask(() => queue.forget(late));
	queue.ask(late);
	expect(frame()).toEqual([]);
});

test('one that fails takes none of the others with it', () => {
	const { queue, write, frame, frames } = queueOf(100);
	queue.ask(() => {
		throw new Error('its cell is broken');
	});
	queue.ask(write('other'));
	expect(() => frame()).toThrow(/broken/);
	expect(frames).toHaveLength(1);
	expect(frame()).toEqual(['other']);
});
