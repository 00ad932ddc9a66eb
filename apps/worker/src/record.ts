import { setTimeout as sleep } from 'node:timers/promises';
import { idOfSequence, readRecord, recordKey, sequenceOfId } from '@meridian/market-data';
import { Ingest, type IngestSeries, ownerOf, seriesKey, type TickStore } from '@meridian/market-data/store';
import type { Logger } from '@meridian/telemetry';
import type { Redis } from 'ioredis';

const producer = 'gateway';
/** What was recorded can be queried after so long. */
const flushMs = 600_000;
const retryMs = 5_000;
const blockMs = 1_000;
const mostEntries = 500;

export type Recorder = { readonly counts: { ticks: number; refused: number; troubles: number }; stop(): Promise<void> };
type Entry = { readonly id: string; readonly of: Buffer; readonly ticks: Buffer };

/**
 * Puts the live ticks of all tenants into the store, each under its tenant. An entry's id is its sequence there, so that after a restart, or a
 * kill, reading goes on where the store ends, and nothing is in it twice. One process does it: another waits until that is gone.
 * @param input redis a connection of its own, since it waits on it
 */
export function startRecorder(input: { readonly redis: Redis; readonly store: TickStore; readonly log: Logger }): Recorder {
	const { redis, log } = input;
	redis.on('error', (error: Error) => log.warn({ reason: error.message }, 'redis'));
	const stopping = new AbortController();
	const counts = { ticks: 0, refused: 0, troubles: 0 };
	const run = async () => {
		while (!stopping.signal.aborted) {
			try {
				await record({ ...input, counts, signal: stopping.signal });
			} catch (error) {
				if (stopping.signal.aborted) return;
				counts.troubles += 1;
				// The first, and then a word now and then: the other process may be there for long.
				if (counts.troubles % 60 === 1) log.warn({ err: error }, 'live ticks are not recorded; it is tried again');
				await sleep(retryMs, undefined, { signal: stopping.signal }).catch(() => undefined);
			}
		}
	};
	const running = run();
	return {
		counts,
		async stop() {
			stopping.abort();
			redis.disconnect();
			await running;
		},
	};
}

async function record(input: {
	readonly redis: Redis;
	readonly store: TickStore;
	readonly log: Logger;
	readonly counts: Recorder['counts'];
	readonly signal: AbortSignal;
}): Promise<void> {
	const { redis, counts, signal } = input;
	const ingest = await Ingest.open(input.store);
	try {
		let at = idOfSequence(ingest.acknowledged(producer));
		let flushedAtMs = performance.now();
		const known = new Map<string, IngestSeries | undefined>();
		while (!signal.aborted) {
			for (const { id, of, ticks } of await read(redis, at)) {
				at = id;
				const found = await seriesOf(ingest, { of, ticks, known, log: input.log });
				if (found === undefined) {
					counts.refused += 1;
					continue;
				}
				ingest.append(found.series, { producer, sequence: sequenceOfId(id), ticks: found.batch });
				counts.ticks += found.batch.length;
			}
			if (performance.now() - flushedAtMs < flushMs) continue;
			await ingest.flush();
			flushedAtMs = performance.now();
		}
	} finally {
		await ingest.close();
	}
}

async function read(redis: Redis, after: string): Promise<Entry[]> {
	const answer = await redis.xreadBuffer('COUNT', mostEntries, 'BLOCK', blockMs, 'STREAMS', recordKey, after);
	return (answer?.[0]?.[1] ?? []).flatMap(([id, fields]) => {
		const [, of, , ticks] = fields;
		return of === undefined || ticks === undefined ? [] : { id: id.toString(), of, ticks };
	});
}

/** Undefined for names that the store can't have, and for what is no entry of ours: told once each. */
async function seriesOf(
	ingest: Ingest,
	input: { readonly of: Buffer; readonly ticks: Buffer; readonly known: Map<string, IngestSeries | undefined>; readonly log: Logger },
) {
	const name = input.of.toString().replace(/"rows":\d+/, '');
	try {
		const { header, batch } = readRecord(input.of, input.ticks);
		if (!input.known.has(name)) {
			input.known.set(name, undefined);
			const { tenantId, venue, instrument, priceDigits, qtyDigits } = header;
			const key = seriesKey.parse({ owner: ownerOf(tenantId), venue, instrument, table: 'ticks' });
			input.known.set(name, await ingest.series({ ...key, table: 'ticks' }, { priceDigits, qtyDigits }));
		}
		const series = input.known.get(name);
		return series === undefined ? undefined : { series, batch };
	} catch (error) {
		if (!input.known.has(name)) input.known.set(name, undefined);
		input.log.warn({ err: error, series: name }, 'ticks of this series are not recorded');
		return undefined;
	}
}
