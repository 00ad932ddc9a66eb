import { readRecord, recordKey, sequenceOfId } from '@meridian/market-data';
import type { LiveEntry } from '@meridian/ml/live';
import type { Redis } from 'ioredis';

const mostEntries = 500;
export type Read = { readonly id: string; readonly entry: LiveEntry | undefined };

/** An entry that is none of ours has an id, so that reading goes on behind it, and nothing to take. */
function readOf([id, fields]: [Buffer, Buffer[]]): Read {
	const text = id.toString();
	const [, of, , ticks] = fields;
	try {
		if (of === undefined || ticks === undefined) return { id: text, entry: undefined };
		return { id: text, entry: { sequence: sequenceOfId(text), ...readRecord(of, ticks) } };
	} catch {
		return { id: text, entry: undefined };
	}
}

/** The newest entry's id; what comes later is after it. */
export async function newestEntry(redis: Redis): Promise<string> {
	const [newest] = await redis.xrevrange(recordKey, '+', '-', 'COUNT', 1);
	return newest?.[0] ?? '0-0';
}

/** Waits for entries after this one, for a while. */
export async function nextEntries(redis: Redis, { after, blockMs }: { readonly after: string; readonly blockMs: number }): Promise<Read[]> {
	const answer = await redis.xreadBuffer('COUNT', mostEntries, 'BLOCK', blockMs, 'STREAMS', recordKey, after);
	return (answer?.[0]?.[1] ?? []).map(readOf);
}

/** All that is there after one and up to another. */
export async function* entriesBetween(redis: Redis, { after, to }: { readonly after: string; readonly to: string }): AsyncGenerator<Read> {
	let from = after;
	for (;;) {
		const page = (await redis.xrangeBuffer(recordKey, `(${from}`, to, 'COUNT', mostEntries)).map(readOf);
		yield* page;
		const last = page.at(-1);
		if (last === undefined || page.length < mostEntries) return;
		from = last.id;
	}
}
