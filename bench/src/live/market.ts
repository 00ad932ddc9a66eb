import { connectAdmin } from '@meridian/db/testing';
import { Redis } from 'ioredis';

/** Order events as the projector writes them, and quotes as the gateway publishes them: both by the clock (open loop). */
export type Market = { readonly written: () => number; beginEvents(): void; stop(): Promise<void> };

const tickMs = 10;
const quoteMs = 50;

export async function startMarket(input: {
	readonly adminUrl: string;
	readonly redisUrl: string;
	readonly tenantId: number;
	readonly accounts: readonly number[];
	readonly instruments: readonly number[];
	readonly eventsPerSecond: number;
}): Promise<Market> {
	const { tenantId, accounts, instruments } = input;
	const redis = new Redis(input.redisUrl);
	const client = await connectAdmin(input.adminUrl);
	const seqs = new Map(accounts.map((id) => [id, 1n]));
	let written = 0;
	let owed = 0;
	let lastMs = performance.now();
	let turn = 0;
	let writing: Promise<void> = Promise.resolve();
	let isStopped = false;

	const write = async (): Promise<void> => {
		const nowMs = performance.now();
		owed += ((nowMs - lastMs) / 1_000) * input.eventsPerSecond;
		lastMs = nowMs;
		const rows = Math.floor(owed);
		if (rows === 0) return;
		owed -= rows;
		const of: [number[], string[]] = [[], []];
		for (let n = 0; n < rows; n += 1) {
			const account = accounts[turn++ % accounts.length] ?? 0;
			const seq = (seqs.get(account) ?? 0n) + 1n;
			seqs.set(account, seq);
			of[0].push(account);
			of[1].push(seq.toString());
		}
		await client.query(
			`INSERT INTO tenant_aurora.order_events (account_id, account_seq, order_id, qty, life, pending, filled_qty, filled_notional, reserved_qty, venue_order_ticket, retcode, at)
			SELECT a, s, 900000 + a, 100, 'ACCEPTED', 'NONE', 0, 0, 100, 0, 0, clock_timestamp() FROM unnest($1::int[], $2::bigint[]) AS e(a, s)`,
			of,
		);
		written += rows;
		const pipeline = redis.pipeline();
		for (const account of new Set(of[0]))
			pipeline.publish(
				`t:${tenantId}:events`,
				JSON.stringify({ accountId: account, accountSeq: String(seqs.get(account)), journalSeq: '1' }),
			);
		await pipeline.exec();
	};
	let price = 110_000;
	const quote = (): void => {
		price += 1;
		const atMs = Date.now();
		const quotes = instruments.map((instrumentId) => ({ instrumentId, bid: price, ask: price + 10, atMs, venueAtMs: atMs }));
		const pipeline = redis.pipeline();
		for (const one of quotes) pipeline.hset(`t:${tenantId}:last`, String(one.instrumentId), JSON.stringify(one));
		pipeline.publish(`t:${tenantId}:quotes`, JSON.stringify(quotes));
		void pipeline.exec();
	};
	const loop = async (): Promise<void> => {
		while (!isStopped) {
			await write();
			await new Promise((resolve) => setTimeout(resolve, tickMs));
		}
	};
	quote();
	const quoting = setInterval(quote, quoteMs);
	return {
		written: () => written,
		beginEvents() {
			lastMs = performance.now();
			writing = loop();
		},
		async stop() {
			isStopped = true;
			clearInterval(quoting);
			await writing;
			await client.end();
			redis.disconnect();
		},
	};
}
