import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { follow } from './follow.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Follows a line whose answers and news the test gives. */
function start() {
	const asked: { answer(n: number): Promise<void>; fail(text: string): Promise<void> }[] = [];
	let tell: (told: { n: number }) => void = () => undefined;
	let isSubscribed = true;
	const shown: (number | string)[] = [];
	const following = follow<{ n: number }, number>(
		{
			request: <T>() => {
				const { promise, resolve, reject } = Promise.withResolvers<T>();
				asked.push({
					answer: async (n) => {
						resolve(n as T);
						await vi.advanceTimersByTimeAsync(0);
					},
					fail: async (text) => {
						reject(new Error(text));
						await vi.advanceTimersByTimeAsync(0);
					},
				});
				return promise;
			},
			subscribe: <T>(_query: string, onData: (data: T) => void) => {
				tell = (told) => onData(told as T);
				return () => {
					isSubscribed = false;
				};
			},
		},
		{
			...{ live: 'live', asked: 'asked', everyMs: 5_000, liveOf: ({ n }) => n },
			onData: (n) => shown.push(n),
			onFailure: (text) => text !== '' && shown.push(text),
		},
	);
	return { following, asked, shown, tell: (n: number) => tell({ n }), isSubscribed: () => isSubscribed };
}

test('what is told is shown, and nothing is asked for again while the socket is there', async () => {
	const { asked, shown, tell } = start();
	await asked[0]?.answer(1);
	tell(2);
	await vi.advanceTimersByTimeAsync(60_000);
	tell(3);
	expect(shown).toEqual([1, 2, 3]);
	expect(asked).toHaveLength(1);
});

test('an answer that was asked for before the news does not undo them', async () => {
	const { asked, shown, tell } = start();
	tell(2);
	await asked[0]?.answer(1);
	expect(shown).toEqual([2]);
});

test('while the socket is down it is asked for again and again, and no more once the subscription speaks', async () => {
	const { following, asked, shown, tell } = start();
	tell(1);
	following.online(false);
	expect(asked).toHaveLength(2);
	await asked[1]?.answer(2);
	await vi.advanceTimersByTimeAsync(10_000);
	expect(asked).toHaveLength(4);
	following.online(true);
	await vi.advanceTimersByTimeAsync(5_000);
	expect(asked, 'the line is there, and the subscription has not spoken yet').toHaveLength(5);
	tell(3);
	await vi.advanceTimersByTimeAsync(60_000);
	expect(asked).toHaveLength(5);
	expect(shown).toEqual([1, 2, 3]);
});

test('where the API refuses the subscription it is asked for, and why that fails is said', async () => {
	const { asked, shown } = start();
	await asked[0]?.fail('no answer');
	await vi.advanceTimersByTimeAsync(5_000);
	await asked[1]?.answer(7);
	expect(shown).toEqual(['no answer', 7]);
});

test('after an act it is asked for at once; stopped, it neither asks nor shows', async () => {
	const { following, asked, shown, tell, isSubscribed } = start();
	tell(1);
	void following.reload();
	await asked[1]?.answer(2);
	void following.reload();
	following.stop();
	await asked[2]?.answer(3);
	following.online(false);
	tell(4);
	await vi.advanceTimersByTimeAsync(60_000);
	expect([shown, asked.length, isSubscribed()]).toEqual([[1, 2], 3, false]);
});
