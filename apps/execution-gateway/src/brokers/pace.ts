import type { TenantConfig, VenueSend } from '@meridian/core';
import type { Logger } from '@meridian/telemetry';
import type { Answer, Shard } from '../engine/shard.ts';
import type { Host } from '../host.ts';
import { BrokerBudget, type BrokerRate } from './budget.ts';
import { Lanes } from './lanes.ts';
import { OutgoingRequests } from './outgoing.ts';
import { isPaced, isTakenBack, laneOf, laneOfSend, type PacedInput } from './requests.ts';

/** One broker: the servers that its accounts are at, and what it takes of all of them together. */
export type BrokerLimit = BrokerRate & { readonly name: string; readonly servers: readonly string[] };
/** Since the shard leads, but for `waiting`. */
export type BrokerCounts = {
	readonly broker: string;
	readonly waiting: number;
	readonly held: number;
	readonly refused: number;
	readonly complaints: number;
	readonly paused: boolean;
};

type Waiting = { readonly input: PacedInput; readonly answered: ((answer: Answer) => void) | undefined; readonly sinceMs: number };
type Broker = {
	readonly name: string;
	readonly budget: BrokerBudget;
	/** Not decided yet. */
	readonly lanes: Lanes<Waiting>;
	/** Decided. */
	readonly outgoing: OutgoingRequests;
	wakes: (() => void) | undefined;
	held: number;
	refused: number;
	complaints: number;
};

/** What adds risk or closes is told so rather than done later than this: the market it was asked in is gone. What takes back waits as long as it must. */
export const patienceMs = 2_000;
const maxWaiting = 1_000;
/**
 * What is decided waits no longer than this: well below the time after which an answer counts as lost, since only then a request that is still here could be found
 * to have never arrived, and go out after all.
 */
export const longestHoldMs = 5_000;

/**
 * Several accounts, of several tenants, share what their broker takes. What is asked for waits here before the engine decides it, so that whatever is decided goes
 * out at once and in order, and nothing that waits is in the journal: a client that got no answer asks again, under the same id. What the engine sends by itself
 * (a kill, a trigger, an expiry, an exit) is decided when it is due, and goes out before what clients ask for: cancels first, at the broker's pace, since what is
 * beyond it would not be done at all.
 */
export class BrokerPace {
	readonly #brokers = new Map<string, Broker>();
	readonly #serversOf = new WeakMap<TenantConfig, ReadonlyMap<number, string>>();
	readonly #limitOf = new Map<string, BrokerLimit>();
	readonly #host: Host;
	readonly #log: Logger;
	#shard: Shard | undefined;

	/** @param limits a server is in one of them at most; a broker of a server that is in none has no rate until it complains */
	constructor(input: { readonly limits: readonly BrokerLimit[]; readonly host: Host; readonly log: Logger }) {
		for (const limit of input.limits) for (const server of limit.servers) this.#limitOf.set(server, limit);
		this.#host = input.host;
		this.#log = input.log;
	}

	/** The same shard, to those who ask something of it. */
	pace(shard: Shard): Shard {
		this.#shard = shard;
		return {
			...shard,
			configs: shard.configs,
			get journalSeq() {
				return shard.journalSeq;
			},
			submit: (input, answered) => {
				const server = isPaced(input) ? this.#serverOf(shard.configs.get(input.tenantId), input.accountId) : undefined;
				if (!isPaced(input) || server === undefined) return shard.submit(input, answered);
				const broker = this.#brokerOf(server);
				if (input.kind === 'cancelAll') this.#takeBack(broker, input);
				const lane = laneOf(input);
				const nowMs = this.#host.steadyMs();
				const isNext = !broker.lanes.waitsBefore(lane) && (lane === 'CANCEL' || broker.outgoing.count === 0);
				if (isNext && broker.budget.waitMs(nowMs) === 0) return this.#let(shard, broker, { input, answered, sinceMs: nowMs });
				if (broker.lanes.count >= maxWaiting && lane !== 'CANCEL') return this.#refuse(shard, broker, answered);
				broker.held += 1;
				broker.lanes.push(lane, { account: `${input.tenantId}:${input.accountId}`, entry: { input, answered, sinceMs: nowMs } });
				this.#drain(broker);
			},
		};
	}

	/** A journalled request to a server goes out: at once where it was admitted or the broker takes it now, else when it does, after those of its account before it. */
	send(server: string, request: { readonly account: string; readonly send: VenueSend; readonly go: () => boolean }): void {
		const { account, send, go } = request;
		const broker = this.#brokerOf(server);
		const { budget, outgoing } = broker;
		const nowMs = this.#host.steadyMs();
		if (!outgoing.has(account) && (budget.claim() || budget.waitMs(nowMs) === 0)) {
			if (go()) budget.sent(nowMs);
			return;
		}
		broker.held += 1;
		outgoing.push(account, { lane: laneOfSend(send), sinceMs: nowMs, go });
		this.#drain(broker);
	}

	/** A server answered TOO_MANY_REQUESTS: all accounts of its broker are held back. */
	tooMany(server: string): void {
		const broker = this.#brokerOf(server);
		if (!broker.budget.tooMany(this.#host.steadyMs())) return;
		broker.complaints += 1;
		this.#log.warn(
			{ broker: broker.name, server, waitMs: broker.budget.waitMs(this.#host.steadyMs()) },
			'the broker has had too many requests: all its accounts are held back',
		);
	}

	counts(): readonly BrokerCounts[] {
		const nowMs = this.#host.steadyMs();
		return [...this.#brokers.values()].map(({ name, lanes, outgoing, held, refused, complaints, budget }) => ({
			...{ broker: name, waiting: lanes.count + outgoing.count, held, refused, complaints, paused: budget.isPaused(nowMs) },
		}));
	}

	/** Lets go whatever has its turn, and comes back when the next has. */
	#drain(broker: Broker): void {
		const shard = this.#shard;
		broker.wakes?.();
		broker.wakes = undefined;
		const { lanes, outgoing, budget } = broker;
		for (;;) {
			const nowMs = this.#host.steadyMs();
			if (shard !== undefined)
				for (const lane of ['ADD', 'REDUCE'] as const)
					for (const { answered } of lanes.take(lane, ({ sinceMs }) => nowMs - sinceMs >= patienceMs))
						this.#refuse(shard, broker, answered);
			if (lanes.count + outgoing.count === 0) return;
			const waitMs = outgoing.waitsSince(nowMs - longestHoldMs) ? 0 : budget.waitMs(nowMs);
			if (waitMs > 0) {
				this.#wake(broker, Math.min(waitMs, 100));
				return;
			}
			const isDecidedNext = outgoing.count > 0 && (outgoing.lane === 'CANCEL' || !lanes.waitsBefore('CANCEL'));
			if (isDecidedNext || shard === undefined) {
				if (outgoing.shift(nowMs - longestHoldMs)?.go() === true) budget.sent(nowMs);
			} else {
				const next = lanes.shift();
				if (next !== undefined) this.#let(shard, broker, next);
			}
		}
	}

	/** One request may set off another in the middle of this: there is one clock all the same. */
	#wake(broker: Broker, delayMs: number): void {
		broker.wakes?.();
		broker.wakes = this.#host.after(delayMs, () => this.#drain(broker));
	}

	#let(shard: Shard, { budget }: Broker, { input, answered }: Waiting): void {
		const decided = budget.admit(this.#host.steadyMs());
		shard.submit(input, (answer) => {
			decided();
			answered?.(answer);
		});
	}

	#takeBack(broker: Broker, by: Extract<PacedInput, { kind: 'cancelAll' }>): void {
		for (const { answered } of broker.lanes.take('ADD', ({ input }) => isTakenBack(input, by)))
			answered?.(refusal('the order was taken back, with all of its account, before it was sent', 0));
	}

	#refuse(shard: Shard, broker: Broker, answered: Waiting['answered']): void {
		broker.refused += 1;
		const message = `nothing was done: the broker ${broker.name} takes no more requests for now, of all accounts together; ask again later`;
		answered?.(refusal(message, shard.journalSeq));
	}

	#brokerOf(server: string): Broker {
		const limit = this.#limitOf.get(server);
		// A limit may be named like a server that is not in it.
		const key = limit === undefined ? `server ${server}` : `limit ${limit.name}`;
		const known = this.#brokers.get(key);
		if (known !== undefined) return known;
		const budget = new BrokerBudget(limit, this.#host.steadyMs());
		const broker: Broker = {
			name: limit?.name ?? server,
			budget,
			lanes: new Lanes(),
			outgoing: new OutgoingRequests(),
			wakes: undefined,
			held: 0,
			refused: 0,
			complaints: 0,
		};
		this.#brokers.set(key, broker);
		return broker;
	}

	#serverOf(config: TenantConfig | undefined, accountId: number): string | undefined {
		if (config === undefined) return undefined;
		let servers = this.#serversOf.get(config);
		if (servers === undefined) {
			servers = new Map(config.accounts.map((account) => [account.accountId, account.server]));
			this.#serversOf.set(config, servers);
		}
		return servers.get(accountId);
	}
}

const refusal = (message: string, journalSeq: number): Answer => ({
	reply: { outcome: 'refused', code: 'NOT_READY', message },
	journalSeq,
});
