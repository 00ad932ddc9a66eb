import type { EngineInput, VenueSend } from '@meridian/core';
import { venueAccount, venueSpec } from '@meridian/core/testing';
import { createLogger } from '@meridian/telemetry';
import { type BrokerLimit, BrokerPace } from '../../src/brokers/pace.ts';
import { newMemory } from '../../src/engine/memory.ts';
import { OrderStats } from '../../src/engine/order-stats.ts';
import { type Answer, openShard, type Shard } from '../../src/engine/shard.ts';
import type { Journal } from '../../src/journal/journal.ts';
import { chanceOf } from '../../src/simulation/chance.ts';
import { keyOf, type SimAccount, simAccounts, simConfig, simTenants } from '../../src/simulation/config.ts';
import { SimProcess } from '../../src/simulation/process.ts';
import { Schedule } from '../../src/simulation/schedule.ts';

const envelope = { principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
const none = { orders: [], deals: [], positions: [], requests: [] };
const log = createLogger('test', { write: () => undefined });
log.level = 'silent';

/** A journal that keeps everything at once, in memory. */
function quickJournal(): Journal {
	let lastSeq = 0;
	return {
		...{ copy: () => undefined, trouble: '', close: async () => undefined },
		...{ append: () => (lastSeq += 1) },
		get lastSeq() {
			return lastSeq;
		},
		get keptSeq() {
			return lastSeq;
		},
		get ownSeq() {
			return lastSeq;
		},
	};
}

/** The real engine in its shard, with accounts of two tenants, on simulated time; what goes out to their brokers is written down. */
export class PacedDesk {
	readonly schedule = new Schedule();
	readonly sent: { readonly atMs: number; readonly account: string; readonly send: VenueSend }[] = [];
	/** Accounts whose line has closed: what was to go out on it never does. */
	readonly gone = new Set<string>();
	readonly pace: BrokerPace;
	readonly shard: Shard;
	/** The shard as clients see it. */
	readonly paced: Shard;

	constructor(limits: readonly BrokerLimit[]) {
		const { schedule } = this;
		const process = new SimProcess({ name: 'desk', schedule, chance: chanceOf(1), died: () => undefined });
		this.pace = new BrokerPace({ limits, host: process.host, log });
		const serverOf = new Map(simAccounts.map((account) => [keyOf(account), account.server]));
		this.shard = openShard({
			...{
				memory: newMemory(),
				journal: quickJournal(),
				epoch: 1,
				nowMs: process.host.nowMs,
				flush: () => undefined,
				onKept: () => undefined,
			},
			...{ nowUs: () => schedule.nowMs * 1_000, stats: new OrderStats(), onFailed: () => undefined },
			lineTo: (tenantId, accountId) => ({
				order: (send) => {
					const account = keyOf({ tenantId, accountId });
					const go = (): boolean => {
						if (this.gone.has(account)) return false;
						this.sent.push({ atMs: schedule.nowMs, account, send });
						return true;
					};
					this.pace.send(serverOf.get(account) ?? '', { account, send, go });
				},
			}),
		});
		this.paced = this.pace.pace(this.shard);
		for (const tenantId of simTenants) this.shard.submit({ kind: 'configure', config: configOf(tenantId) });
		for (const account of simAccounts) this.#connect(account);
	}

	#connect({ tenantId, accountId }: SimAccount): void {
		const where = { tenantId, accountId };
		const figures = venueAccount({ equityMinor: 1_000_000_000, marginFreeMinor: 1_000_000_000 });
		const spec = venueSpec({ orderTypes: ['MARKET', 'LIMIT'], timesInForce: ['IOC', 'GTC'] });
		const picture = { lastCommandEpoch: 0, lastCommandSeq: 0, ...none };
		this.shard.submit({ kind: 'venue', ...where, event: 'linkUp' });
		this.shard.submit({ kind: 'venue', ...where, event: 'spec', instrumentId: 1, spec });
		this.shard.submit({ kind: 'venue', ...where, event: 'snapshot', ...picture, account: figures });
		this.quote(where);
	}

	quote({ tenantId, accountId }: { readonly tenantId: number; readonly accountId: number }, ask = 110_010): void {
		this.shard.submit({ kind: 'mark', tenantId, accountId, instrumentId: 1, bid: ask - 10, ask, venueAtMs: 1_000 });
	}

	/** A resting order far from the market, or a market order. @returns where its answer will be */
	place(
		account: string,
		terms: { readonly id: string; readonly type?: 'MARKET' | 'LIMIT'; readonly instrumentId?: number },
	): { answer?: Answer } {
		const { id, type = 'LIMIT', instrumentId = 1 } = terms;
		const [tenantId = 0, accountId = 0] = account.split(':').map(Number);
		const plain = { price: type === 'LIMIT' ? 109_900 : null, sl: null, tp: null, positionTicket: 0n, reduceOnly: false, envelope };
		return this.ask({
			...{ kind: 'place', tenantId, accountId, instrumentId, clientOrderId: id, side: 'BUY', type, qty: 100, ...plain },
			tif: type === 'LIMIT' ? 'GTC' : 'IOC',
		});
	}

	/** The broker has the order, under this ticket. */
	accepted(account: string, input: { readonly orderId: number; readonly ticket: bigint; readonly commandSeq: number }): void {
		const [tenantId = 0, accountId = 0] = account.split(':').map(Number);
		const { orderId, ticket, commandSeq } = input;
		const told = { orderId, epoch: 1, commandSeq, retcode: 10009, orderTicket: ticket, dealTicket: 0n };
		this.shard.submit({ kind: 'venue', tenantId, accountId, event: 'result', ...told });
	}

	cancel(account: string, orderId: number): { answer?: Answer } {
		const [tenantId = 0, accountId = 0] = account.split(':').map(Number);
		return this.ask({ kind: 'cancel', tenantId, accountId, orderId, envelope });
	}

	ask(input: EngineInput): { answer?: Answer } {
		const told: { answer?: Answer } = {};
		this.paced.submit(input, (answer) => {
			told.answer = answer;
		});
		return told;
	}

	until(atMs: number): void {
		while (this.schedule.step(atMs));
	}

	/** When each request went out, of those that the account sent, in order. */
	times(account?: string): number[] {
		return this.sent.filter((one) => account === undefined || one.account === account).map(({ atMs }) => Math.round(atMs));
	}
}

function configOf(tenantId: number) {
	const config = simConfig({ tenantId, version: 1, isPlain: true });
	// What the account itself may send is not what is tried here.
	const accounts = config.accounts.map((account) => ({
		...account,
		limits: { ...account.limits, ordersPerSecond: 1_000, ordersBurst: 1_000 },
	}));
	return { ...config, accounts };
}
