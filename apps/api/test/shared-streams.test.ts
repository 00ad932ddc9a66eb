import type { ExecutionResult } from 'graphql';
import { describe, expect, test } from 'vitest';
import { closable } from '../src/streams/closable.ts';
import { SharedStreams } from '../src/streams/shared.ts';

/** A source that gives what is pushed to all that are open; `last` first, as a snapshot. */
function makeSource() {
	const open = new Set<(result: ExecutionResult) => void>();
	const closers: (() => void)[] = [];
	let made = 0;
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
const listen = async (streams: SharedStreams, key: string, source: ReturnType<typeof makeSource>) => {
	const heard: unknown[] = [];
	const joined = await streams.join(key, {
		open: source.open,
		member: { send: (text) => void heard.push((JSON.parse(text) as { data: { n: number } }).data.n) },
	});
	if (!(Symbol.asyncIterator in joined)) throw new Error('refused');
	const ended = joined.next();
	await settle();
	return { heard, leave: () => joined.return(undefined), ended };
};

describe('shared streams', () => {
	test('a hundred who ask the same cost one stream; each begins where things stand and hears all that follows', async () => {
		const [streams, source] = [new SharedStreams(), makeSource()];
		const members = await Promise.all(Array.from({ length: 100 }, () => listen(streams, 'same', source)));
		expect([source.running, streams.open]).toEqual([1, 1]);
		source.push(1);
		await settle();
		const late = await listen(streams, 'same', source);
		source.push(2);
		await settle();
		for (const { heard } of members) expect([heard[0], heard.at(-2), heard.at(-1)]).toEqual([0, 1, 2]);
		expect([late.heard[0], late.heard.at(-1)]).toEqual([1, 2]);
		for (const member of [...members, late]) await member.leave();
		await settle();
		expect([source.running, streams.open]).toEqual([0, 0]);
	});

	test('those who ask something else, or of another tenant, hear nothing of it', async () => {
		const [streams, one, other] = [new SharedStreams(), makeSource(), makeSource()];
		const [a, b] = [await listen(streams, 'tenant 1', one), await listen(streams, 'tenant 2', other)];
		one.push(7);
		await settle();
		expect([a.heard.at(-1), b.heard]).toEqual([7, [0, 0]]);
		await a.leave();
		await b.leave();
	});

	test('what comes before a newcomer knows where things stand goes out after that, so that nobody goes back in time', async () => {
		const [streams, source] = [new SharedStreams(), makeSource()];
		const first = await listen(streams, 'same', source);
		source.setLast(null);
		const late = await listen(streams, 'same', source);
		expect(late.heard).toEqual([]);
		source.push(5);
		await settle();
		expect(late.heard).toEqual([5, 5]);
		await first.leave();
		await late.leave();
	});

	test('who may not is told so, and joins nothing', async () => {
		const streams = new SharedStreams();
		const refused = { errors: [] };
		expect(await streams.join('same', { open: async () => ({ refused }), member: { send: () => undefined } })).toBe(refused);
		expect(streams.open).toBe(0);
	});

	test('members end with their stream, and the next one begins another', async () => {
		const [streams, source] = [new SharedStreams(), makeSource()];
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
		const streams = new SharedStreams();
		let opened = 0;
		const open = async () => {
			opened += 1;
			// The member's own gives one value; the stream after it breaks.
			const first = opened === 1;
			return {
				source: closable<ExecutionResult>(async function* () {
					if (!first) throw new Error('broke');
					yield { data: { n: 0 } };
				}),
			};
		};
		const joined = await streams.join('same', { open, member: { send: () => undefined } });
		if (!(Symbol.asyncIterator in joined)) throw new Error('refused');
		await expect(joined.next()).rejects.toThrow('broke');
		expect(streams.open).toBe(0);
	});

	test('leaving ends what the server waits on', async () => {
		const [streams, source] = [new SharedStreams(), makeSource()];
		const member = await listen(streams, 'same', source);
		await member.leave();
		expect(await member.ended).toEqual({ done: true, value: undefined });
		source.push(9);
		await settle();
		expect(member.heard.at(-1)).not.toBe(9);
	});
});
