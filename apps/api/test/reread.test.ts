import { expect, test } from 'vitest';
import { Reread } from '../src/streams/reread.ts';

test('what news changed while it was read is told apart, and only from the beginning of the reading to its end', async () => {
	const reread = new Reread<string>();
	reread.note('before');
	const { promise, resolve } = Promise.withResolvers<string>();
	const reading = reread.read(() => promise);
	reread.note('meanwhile');
	resolve('read');
	const { value, changed } = await reading;
	reread.note('after');
	expect([value, ...changed]).toEqual(['read', 'meanwhile']);
});

test('two readings at once each know their own time', async () => {
	const reread = new Reread<number>();
	const [early, late] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
	const first = reread.read(() => early.promise);
	reread.note(1);
	const second = reread.read(() => late.promise);
	reread.note(2);
	early.resolve();
	expect([...(await first).changed]).toEqual([1, 2]);
	reread.note(3);
	late.resolve();
	expect([...(await second).changed]).toEqual([2, 3]);
});

test('a reading that fails is over', async () => {
	const reread = new Reread<number>();
	await expect(reread.read(() => Promise.reject(new Error('away')))).rejects.toThrow('away');
	const { changed } = await reread.read(async () => reread.note(4));
	expect([...changed]).toEqual([4]);
});
