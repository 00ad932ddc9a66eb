import { type ExecutionResult, GraphQLError } from 'graphql';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { closable } from '../src/streams/closable.ts';
import { FanOut } from '../src/streams/fan-out.ts';
import { SharedStreams } from '../src/streams/shared.ts';

/** A source that gives what is pushed to all that are open; `last` first, as a snapshot. */
function makeSource() {
	const open = new Set<(result: ExecutionResult) => void>();
	const closers: (() => void)[] = [];
	let made = 0;
	let refused: ExecutionResult | null = null;
	let last: ExecutionResult | null = { data: { n: 0 } };
	return {
		get made() {
			return made;
		},
		get running() {
			return open.size;
		},
		setLast(result: ExecutionResult | null) {
			last = result;
		},
		/** Whoever asks from now on is refused. */
		refuse(result: ExecutionResult) {
			refused = result;
		},
		/** All that are open end by themselves. */
		end() {
			for (const close of closers.splice(0)) close();
		},
		push(n: number) {
			last = { data: { n } };
			for (const listener of open) listener(last);
		},
		open: async () => {
			made += 1;
			if (refused !== null) return { refused };
			const source = closable<ExecutionResult>(async function* (signal) {
				const queue: ExecutionResult[] = last === null ? [] : [last];
				let wake: () => void = () => undefined;
				const listener = (result: ExecutionResult) => {
					queue.push(result);
					wake();
				};
				open.add(listener);
				signal.addEventListener('abort', () => wake());
				try {
					while (!signal.aborted) {
						const next = queue.shift();
						if (next !== undefined) yield next;
						else
							await new Promise<void>((resolve) => {
								wake = resolve;
							});
					}
				} finally {
					open.delete(listener);
				}
			});
			closers.push(() => void source.return?.(undefined));
			return { source };
		},
	};
}
const settle = async () => {
	for (let n = 0; n < 20; n += 1) await new Promise((resolve) => setImmediate(resolve));
};
const newStreams = () => new SharedStreams<unknown>(new FanOut());
const deaf = { send: () => undefined, isBehind: () => false };
/** Who comes first may be told twice where things stand: by the stream, too. */
const distinct = (heard: readonly unknown[]) => [...new Set(heard)];
const textOf = (result: ExecutionResult) => (result.data as { n: number }).n;
const listen = async (streams: SharedStreams<unknown>, key: string, source: ReturnType<typeof makeSource>) => {
	const heard: unknown[] = [];
	let isBehind = false;
	const joined = await streams.join(key, {
		open: source.open,
		textOf,
		member: { send: (text) => void heard.push(text), isBehind: () => isBehind },
	});
	if (!(Symbol.asyncIterator in joined)) throw new Error('refused');
	const ended = joined.next();
	await settle();
	return {
		...{ heard, ended },
		leave: () => joined.return(undefined),
		/** Whether it reads. */
		reads(does: boolean) {
			isBehind = !does;
		},
	};
};

afterEach(() => void vi.restoreAllMocks());

describe('shared streams', () => {
	test('a hundred who ask the same cost one stream; each begins where things stand and hears all that follows', async () => {
		const [streams, source] = [newStreams(), makeSource()];
		const members = await Promise.all(Array.from({ length: 100 }, () => listen(streams, 'same', source)));
		// One for the stream, one for where it stands.
		expect([source.running, streams.open, source.made]).toEqual([1, 1, 2]);
		source.push(1);
		await settle();
		const late = await listen(streams, 'same', source);
		source.push(2);
		await settle();
		await settle();
		for (const { heard } of members) expect(distinct(heard)).toEqual([0, 1, 2]);
		// The picture of a moment ago and what has happened since, or a new one; then what happens.
		expect(distinct(late.heard).slice(-2)).toEqual([1, 2]);
		for (const member of [...members, late]) await member.leave();
		await settle();
		expect([source.running, streams.open]).toEqual([0, 0]);
	});

	test('those who ask something else, or of another tenant, hear nothing of it', async () => {
		const [streams, one, other] = [newStreams(), makeSource(), makeSource()];
		const [a, b] = [await listen(streams, 'tenant 1', one), await listen(streams, 'tenant 2', other)];
		one.push(7);
		await settle();
		expect([a.heard.at(-1), b.heard.filter((n) => n !== 0)]).toEqual([7, []]);
		await a.leave();
		await b.leave();
	});

	test('what comes before a newcomer knows where things stand goes out after that, so that nobody goes back in time', async () => {
		const [streams, source] = [newStreams(), makeSource()];
		source.setLast(null);
		const early = await listen(streams, 'same', source);
		expect(early.heard).toEqual([]);
		source.push(5);
		await settle();
		expect(early.heard[0]).toBe(5);
		source.push(6);
		// Whoever comes within the same moment is given the same picture, and what has happened since.
		const late = await listen(streams, 'same', source);
		expect([distinct(late.heard).at(-1), late.heard.filter((n) => n !== 5 && n !== 6)]).toEqual([6, []]);
		await early.leave();
		await late.leave();
		await settle();
		expect(source.running).toBe(0);
	});

	test('who may not is told so, and joins nothing', async () => {
		const streams = newStreams();
		const refused = { errors: [] };
		expect(await streams.join('same', { open: async () => ({ refused }), textOf, member: deaf })).toBe(refused);
		expect(streams.open).toBe(0);
	});

	test('who comes when it may not be asked for any more is refused, though the stream goes on for others', async () => {
		const [streams, source] = [newStreams(), makeSource()];
		const first = await listen(streams, 'same', source);
		await vi.waitFor(() => expect(first.heard.length).toBeGreaterThan(0));
		const refused = { errors: [new GraphQLError('not any more')] };
		const join = async () => {
			const joined = await streams.join('same', { open: source.open, textOf, member: deaf });
			if (!(Symbol.asyncIterator in joined)) throw new Error('refused at the door');
			const left = joined.next().then(
				() => 'it was let in',
				(error: Error) => error.message,
			);
			await settle();
			void joined.return(undefined);
			return left;
		};
		source.refuse(refused);
		// Once the picture of a moment ago is too old to be given.
		await vi.waitFor(async () => expect(await join()).toBe('not any more'));
		source.push(4);
		await settle();
		expect(first.heard.at(-1)).toBe(4);
		await first.leave();
	});

	test('members end with their stream, and the next one begins another', async () => {
		const [streams, source] = [newStreams(), makeSource()];
		const members = [await listen(streams, 'same', source), await listen(streams, 'same', source)];
		source.end();
		for (const { ended } of members) expect(await ended).toEqual({ done: true, value: undefined });
		expect(streams.open).toBe(0);
		const next = await listen(streams, 'same', source);
		source.push(3);
		await settle();
		expect(next.heard.at(-1)).toBe(3);
		await next.leave();
	});

	test('members fail with their stream', async () => {
		const streams = newStreams();
		let opened = 0;
		const open = async () => {
			opened += 1;
			// The stream, which is opened first, breaks; where things stand can be read.
			const isStream = opened === 1;
			return {
				source: closable<ExecutionResult>(async function* () {
					if (isStream) throw new Error('broke');
					yield { data: { n: 0 } };
				}),
			};
		};
		const joined = await streams.join('same', { open, textOf, member: deaf });
		if (!(Symbol.asyncIterator in joined)) throw new Error('refused');
		await expect(joined.next()).rejects.toThrow('broke');
		expect(streams.open).toBe(0);
	});

	test('leaving ends what the server waits on', async () => {
		const [streams, source] = [newStreams(), makeSource()];
		const member = await listen(streams, 'same', source);
		await member.leave();
		expect(await member.ended).toEqual({ done: true, value: undefined });
		source.push(9);
		await settle();
		expect(member.heard.at(-1)).not.toBe(9);
	});

	test('a reader that was behind for a moment gets what it missed, and nothing twice', async () => {
		vi.spyOn(performance, 'now').mockReturnValue(0);
		const [streams, source] = [newStreams(), makeSource()];
		const [quick, slow] = [await listen(streams, 'same', source), await listen(streams, 'same', source)];
		source.push(1);
		await settle();
		const before = slow.heard.length;
		slow.reads(false);
		for (let n = 2; n <= 50; n += 1) {
			source.push(n);
			await settle();
		}
		expect(slow.heard.length).toBe(before);
		slow.reads(true);
		source.push(51);
		await settle();
		expect(slow.heard.slice(before)).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
		expect(quick.heard.at(-1)).toBe(51);
		await quick.leave();
		await slow.leave();
	});

	test('a reader that is behind costs no queue: it gets where things stand once it has caught up, though nothing happens any more', async () => {
		const clock = vi.spyOn(performance, 'now').mockReturnValue(0);
		const [streams, source] = [newStreams(), makeSource()];
		const [quick, slow] = [await listen(streams, 'same', source), await listen(streams, 'same', source)];
		slow.reads(false);
		for (let n = 1; n <= 50; n += 1) {
			source.push(n);
			await settle();
		}
		expect([distinct(quick.heard).length, distinct(slow.heard)]).toEqual([51, [0]]);
		clock.mockReturnValue(1_000);
		slow.reads(true);
		await vi.waitFor(() => expect(distinct(slow.heard)).toEqual([0, 50]));
		source.push(51);
		await settle();
		expect([quick.heard.at(-1), slow.heard.at(-1)]).toEqual([51, 51]);
		await quick.leave();
		await slow.leave();
	});

	test('whatever else waits has its turn while thousands are sent to', async () => {
		const fanOut = new FanOut();
		const order: string[] = [];
		const busy = (label: string) => () => {
			const untilMs = performance.now() + 0.2;
			while (performance.now() < untilMs);
			order.push(label);
		};
		const [long, short] = [fanOut.run(500, busy('long')), fanOut.run(20, busy('short'))];
		setImmediate(() => setImmediate(() => order.push('event')));
		await Promise.all([long, short]);
		expect(order.length).toBe(521);
		expect(order.indexOf('event')).toBeLessThan(200);
		expect(order.lastIndexOf('short')).toBeLessThan(200);
	});
});
