import { connectAdmin } from '@meridian/db/testing';
import { Redis } from 'ioredis';
import type { Tenant } from './population.ts';

/** Order events as the projector writes them, and quotes as the gateway publishes them: both by the clock (open loop). */
export type Market = {
	/** Order events that are committed and told. */
	readonly written: number;
	/** May be called again after endEvents. */
	beginEvents(): void;
	/** Resolves when all that was begun is told. */
	endEvents(): Promise<void>;
	stop(): Promise<void>;
};

const tickMs = 10;
const quoteMs = 50;

export async function startMarket(input: {
	readonly adminUrl: string;
	readonly redisUrl: string;
	readonly tenants: readonly Tenant[];
	/** Of all tenants together. */
	readonly eventsPerSecond: number;
}): Promise<Market> {
	const redis = new Redis(input.redisUrl);
	const client = await connectAdmin(input.adminUrl);
	/** Tenants in turn, a tick each, as the projector writes: what has gathered of one tenant in one transaction. */
	const all = input.tenants.map((tenant) => ({ tenant, accounts: tenant.accounts.map((accountId) => ({ accountId, seq: 1n })) }));
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
		const next = all[turn++ % all.length];
		if (next === undefined) return;
		const { tenant, accounts } = next;
		const of: { accounts: number[]; seqs: string[] } = { accounts: [], seqs: [] };
		const last = new Map<number, string>();
		for (let n = 0; n < rows; n += 1) {
			const account = accounts[n % accounts.length];
			if (account === undefined) return;
			account.seq += 1n;
			const seq = account.seq.toString();
			of.accounts.push(account.accountId);
			of.seqs.push(seq);
			last.set(account.accountId, seq);
		}
		await client.query(
			`INSERT INTO ${tenant.schema}.order_events (account_id, account_seq, order_id, qty, life, pending, filled_qty, filled_notional, reserved_qty, venue_order_ticket, retcode, at)
			SELECT a, s, 900000 + a, 100, 'ACCEPTED', 'NONE', 0, 0, 100, 0, 0, clock_timestamp() FROM unnest($1::int[], $2::bigint[]) AS e(a, s)`,
			[of.accounts, of.seqs],
		);
		const pipeline = redis.pipeline();
		for (const [accountId, accountSeq] of last)
			pipeline.publish(`t:${tenant.tenantId}:events`, JSON.stringify({ accountId, accountSeq, journalSeq: '1' }));
		await pipeline.exec();
		written += rows;
	};
	let price = 110_000;
	const quote = (): void => {
		price += 1;
		const atMs = Date.now();
		const pipeline = redis.pipeline();
		for (const { tenantId, instruments } of input.tenants) {
			const quotes = instruments.map((instrumentId) => ({ instrumentId, bid: price, ask: price + 10, atMs, venueAtMs: atMs }));
			pipeline.hset(`t:${tenantId}:last`, ...quotes.flatMap((one) => [String(one.instrumentId), JSON.stringify(one)]));
			pipeline.publish(`t:${tenantId}:quotes`, JSON.stringify(quotes));
		}
		void pipeline.exec();
	};
	const loop = async (): Promise<void> => {
		while (!isStopped) {
			await write();
			await new Promise((resolve) => setTimeout(resolve, tickMs));
		}
	};
	const endEvents = async (): Promise<void> => {
		isStopped = true;
		await writing;
	};
	quote();
	const quoting = setInterval(quote, quoteMs);
	return {
		get written() {
			return written;
		},
		beginEvents() {
			isStopped = false;
			lastMs = performance.now();
			writing = loop();
		},
		endEvents,
		async stop() {
			clearInterval(quoting);
			await endEvents();
			await client.end();
			redis.disconnect();
		},
	};
}
