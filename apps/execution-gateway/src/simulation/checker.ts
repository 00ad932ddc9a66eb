import { type EngineInput, type EngineMemory, type EngineOutput, isOpen, orderIdUnder, peekOrder, positionKey } from '@meridian/core';
import { newMemory, replay, type ShardMemory } from '../engine/memory.ts';
import { readJournal } from '../journal/read.ts';
import { BrokerBooks } from './books.ts';
import { keyOf, maxNetLots, simInstruments } from './config.ts';
import { missingEvidence } from './evidence.ts';
import type { AppendedRecord } from './journal.ts';
import { Ledger } from './ledger.ts';
import { reservedQty } from './reserves.ts';
import { againstTies } from './ties.ts';
import type { RequestSeen, Venue } from './venue.ts';
import type { Witness } from './witness.ts';

export type Violation = { readonly rule: string; readonly detail: string; readonly atMs: number };
type Account = NonNullable<ReturnType<EngineMemory['tenants']['get']>> extends { accounts: Map<number, infer A> } ? A : never;
type Picture = Extract<EngineInput, { kind: 'venue'; event: 'snapshot' }>;

/** What an honest broker may cause: a fill after all, an exit that he refuses because the market is there already, an order that left no trace. */
const honestBreaks: ReadonlySet<string> = new Set(['LATE_FILL', 'EXIT_REFUSED', 'PRESUMED_ABSENT']);
/** Requests about what is there already: each may be asked for more than once. */
const aboutAnother: ReadonlySet<string> = new Set(['REMOVE', 'MODIFY', 'SLTP']);

export type CheckerOptions = {
	readonly venues: ReadonlyMap<string, Venue>;
	readonly witness: () => Witness;
	readonly nowMs: () => number;
};

/** Compares, after every record and every crash, what the gateway says with what the brokers, the wire and the disk show. */
export class Checker {
	/** The first; a run ends with it. */
	violation: Violation | undefined;
	ledger = new Ledger();
	checks = 0;
	readonly breaks = new Map<string, number>();
	readonly #options: CheckerOptions;
	readonly #books = new Map<string, BrokerBooks>();
	/** State hashes by sequence, for when a crash brings us back to one of them. */
	readonly #hashes = new Map<number, string>();

	constructor(options: CheckerOptions) {
		this.#options = options;
	}

	readonly fail = (rule: string, detail: string): void => {
		this.violation ??= { rule, detail, atMs: this.#options.nowMs() };
	};

	expect(rule: string, input: { readonly is: unknown; readonly should: unknown; readonly where: string }): void {
		this.checks += 1;
		if (input.is !== input.should) this.fail(rule, `${input.where}: is ${input.is}, should be ${input.should}`);
	}

	appended(record: AppendedRecord, memory: ShardMemory): void {
		for (const { rule, detail } of this.ledger.take(record)) this.fail(rule, detail);
		const state = memory.engine.memory();
		if (record.seq % 2_048 === 0) this.#hashes.set(record.seq, memory.engine.stateHash());
		const { input } = record;
		if (input.kind === 'mark') return;
		if (input.kind === 'venue' && input.event === 'snapshot') this.#pictured(input, state);
		for (const output of record.outputs) this.#output(output, record);
		const touched = 'accountId' in input ? [keyOf(input)] : [...this.#options.venues.keys()];
		for (const key of touched) this.#account(key, state);
		for (const [tenantId, tenant] of state.tenants)
			this.expect('a halt stays', { is: tenant.halted, should: this.ledger.halted.get(tenantId), where: `tenant ${tenantId} halted` });
		this.#sent(record, state);
	}

	#output(output: EngineOutput, { seq }: AppendedRecord): void {
		if (output.kind === 'break') this.breaks.set(output.code, (this.breaks.get(output.code) ?? 0) + 1);
		if (output.kind === 'break' && !honestBreaks.has(output.code))
			this.fail(
				'no break without a cause',
				`${output.code} order ${output.orderId} ticket ${output.ticket} account ${keyOf(output)}, record ${seq}`,
			);
		if (output.kind === 'execution') this.#executed(output.execution);
		if (output.kind !== 'order') return;
		const { order } = output;
		const venue = this.#options.venues.get(keyOf(order));
		this.expect('filled is what deals filled', {
			...{ is: order.filledQty, should: this.ledger.filledQty.get(order.orderId) ?? 0, where: `order ${order.orderId}` },
		});
		if (isOpen(order.life) || venue === undefined) return;
		const missing = missingEvidence(order, { venue, witness: this.#options.witness(), ledger: this.ledger });
		this.checks += 1;
		if (missing !== undefined) this.fail('no end without evidence', `order ${order.orderId} is ${order.life}, and ${missing}`);
	}

	#executed(execution: Extract<EngineOutput, { kind: 'execution' }>['execution']): void {
		const deal = this.#options.venues.get(keyOf(execution))?.deals.find(({ ticket }) => BigInt(ticket) === execution.ticket);
		const where = `deal ${execution.ticket} of account ${keyOf(execution)}`;
		this.expect('deals are the broker’s', { is: execution.qty, should: deal?.lots, where: `${where}, quantity` });
		this.expect('deals are the broker’s', { is: execution.profitMinor, should: deal?.profitMinor, where: `${where}, profit` });
		const magic = deal?.entry === 'OUT_BY' ? this.#closeByOf(deal.order, execution) : deal?.reason === 'EXPERT' ? Number(deal.magic) : 0;
		this.expect('deals are the broker’s', { is: execution.orderId, should: magic, where: `${where}, order` });
	}

	/** The order of ours that asked for these two positions, of those that name them. */
	#closeByOf(ticket: number, execution: Extract<EngineOutput, { kind: 'execution' }>['execution']): number {
		const told = this.#options.venues.get(keyOf(execution))?.books?.history.find((order) => order.ticket === ticket);
		const ours = this.ledger.orders.get(execution.orderId);
		const isPair = ours?.positionTicket === BigInt(told?.position ?? 0) && ours?.positionByTicket === BigInt(told?.positionBy ?? 0);
		return isPair ? execution.orderId : 0;
	}

	#account(key: string, state: EngineMemory): void {
		const [tenantId, accountId] = key.split(':').map(Number);
		const account = state.tenants.get(tenantId ?? 0)?.accounts.get(accountId ?? 0);
		if (account === undefined) return;
		const { money } = account;
		const { balanceMinor, creditMinor: _, ...kinds } = money;
		const sum = Object.values(kinds).reduce((total, minor) => total + minor, 0);
		this.expect('money is conserved', { is: balanceMinor, should: sum, where: `account ${key}` });
		this.#exposure(key, { state, account });
		if (account.reconciled) this.#brokersBooks(key, account);
	}

	/** Of every order that is or may be at the venue, from the pictures that were given out. */
	#exposure(key: string, { state, account }: { readonly state: EngineMemory; readonly account: Account }): void {
		const orders = [...this.ledger.account(key).open].flatMap((orderId) => this.ledger.orders.get(orderId) ?? []);
		const kept = (orderId: number) => peekOrder(state.orders, orderId);
		const working = reservedQty(orders, (orderId) => kept(orderId)?.reduces ?? false);
		const marginMinor = orders.reduce((sum, { orderId }) => sum + (kept(orderId)?.reservedMarginMinor ?? 0), 0);
		this.expect('exposure is reserved', {
			is: account.open.size,
			should: this.ledger.account(key).open.size,
			where: `open orders of ${key}`,
		});
		this.expect('exposure is reserved', { is: account.reservedMarginMinor, should: marginMinor, where: `margin of ${key}` });
		for (const { instrumentId } of simInstruments) {
			const exposure = account.exposures.get(instrumentId);
			for (const side of ['BUY', 'SELL'] as const) {
				const is = (side === 'BUY' ? exposure?.workingBuyQty : exposure?.workingSellQty) ?? 0;
				const where = `${side} of instrument ${instrumentId} in ${key}`;
				this.expect('exposure is reserved', { is, should: working.get(`${instrumentId} ${side}`) ?? 0, where });
			}
		}
	}

	/** A reconciled account holds the broker's deals without a gap, up to the newest that it has heard of, and what they add up to. */
	#brokersBooks(key: string, account: Account): void {
		const venue = this.#options.venues.get(key);
		if (venue === undefined) return;
		const books = this.#booksOf(venue, key);
		const { deals } = this.ledger.account(key);
		books.advance(deals.size);
		const last = venue.deals[deals.size - 1];
		this.expect('no deal is missing', { is: deals.has(BigInt(last?.ticket ?? 0)), should: true, where: `deal ${last?.ticket} of ${key}` });
		this.expect('books are the broker’s', { is: account.money.balanceMinor, should: books.balanceMinor, where: `balance of ${key}` });
		this.expect('books are the broker’s', { is: account.money.realisedMinor, should: books.realisedMinor, where: `realised of ${key}` });
		this.expect('books are the broker’s', { is: account.positions.size, should: books.positions.size, where: `positions of ${key}` });
		for (const [positionId, position] of account.positions) {
			const symbol = simInstruments.find(({ instrumentId }) => instrumentId === position.instrumentId)?.symbol ?? '';
			const should = books.positions.get(account.config.mode === 'NETTING' ? symbol : String(positionId));
			this.expect('books are the broker’s', { is: position.signedQty, should, where: `position ${positionId} of ${key}` });
		}
	}

	/** A complete picture leaves nothing out: what it shows is what the booked deals add up to. */
	#pictured(picture: Picture, state: EngineMemory): void {
		const account = state.tenants.get(picture.tenantId)?.accounts.get(picture.accountId);
		if (account === undefined) return;
		const where = `at the picture of ${keyOf(picture)}`;
		this.expect('no deal is missing', { is: account.money.balanceMinor, should: picture.account.balanceMinor, where: `balance ${where}` });
		this.expect('no deal is missing', { is: account.positions.size, should: picture.positions.length, where: `positions ${where}` });
		for (const shown of picture.positions) {
			const { positionTicket, side, qty } = shown;
			const position = account.positions.get(positionKey(account, shown));
			const should = side === 'BUY' ? qty : -qty;
			this.expect('no deal is missing', { is: position?.signedQty, should, where: `position ${positionTicket} ${where}` });
		}
	}

	#booksOf(venue: Venue, key: string): BrokerBooks {
		let books = this.#books.get(key);
		if (books === undefined || books.count > this.ledger.account(key).deals.size) {
			books = new BrokerBooks(venue);
			this.#books.set(key, books);
		}
		return books;
	}

	/** What goes out, by whatever was asked or happened: not while halted where it adds risk, within the limit with all that works, and not against its ties. */
	#sent({ outputs }: AppendedRecord, state: EngineMemory): void {
		for (const output of outputs) {
			if (output.kind !== 'send') continue;
			const fault = againstTies(this.ledger, output.send);
			this.checks += 1;
			if (fault !== undefined) this.fail(fault.rule, fault.detail);
			const { action, orderId, instrumentId, positionTicket, side } = output.send;
			const account = state.tenants.get(output.tenantId)?.accounts.get(output.accountId);
			const exposure = account?.exposures.get(instrumentId);
			const isIncrease = account?.config.mode === 'HEDGING' && positionTicket === 0n && (action === 'DEAL' || action === 'PENDING');
			if (!isIncrease || exposure === undefined) continue;
			if (this.ledger.halted.get(output.tenantId) === true) this.fail('a halt holds', `order ${orderId} was sent`);
			const worst = side === 'BUY' ? exposure.netQty + exposure.workingBuyQty : exposure.workingSellQty - exposure.netQty;
			this.checks += 1;
			if (worst > maxNetLots * 100) this.fail('limits hold', `order ${orderId} may lead to ${worst}`);
		}
	}

	/** At the broker, when it is asked for something. */
	requested(key: string, { request, venue }: { readonly request: RequestSeen; readonly venue: Venue }): void {
		if (aboutAnother.has(request.action)) return;
		const times = venue.requests.filter(({ magic, action }) => magic === request.magic && !aboutAnother.has(action)).length;
		this.expect('nothing executed twice', { is: times, should: 1, where: `requests of order ${request.magic} at ${key}` });
		const life = this.ledger.orders.get(Number(request.magic))?.life;
		if (life !== undefined && life !== 'UNKNOWN' && life !== 'SUBMITTED')
			this.fail('no end without evidence', `order ${request.magic} arrived at ${key}, and is ${life}`);
	}

	/** After a restart: what was promised is there, and the journal leads to the same state again from its first record. */
	recovered(memory: ShardMemory, input: { readonly dir: string; readonly promisedSeq: number }): void {
		this.checks += 1;
		if (memory.lastSeq < input.promisedSeq)
			this.fail('what is acknowledged is kept', `record ${input.promisedSeq} was kept, and ${memory.lastSeq} came back`);
		this.ledger = new Ledger();
		const again = newMemory();
		readJournal({
			dir: input.dir,
			afterSeq: 0,
			visit: (record) => {
				replay(again, record);
				for (const { rule, detail } of this.ledger.take(record)) this.fail(rule, detail);
				const known = this.#hashes.get(record.seq);
				if (known !== undefined)
					this.expect('replay is the same', { is: again.engine.stateHash(), should: known, where: `record ${record.seq}` });
			},
		});
		for (const seq of this.#hashes.keys()) if (seq > memory.lastSeq) this.#hashes.delete(seq);
		const state = memory.engine.memory();
		for (const [tenantId, tenant] of state.tenants)
			this.expect('a halt stays', { is: tenant.halted, should: this.ledger.halted.get(tenantId), where: `tenant ${tenantId} halted` });
		this.expect('replay is the same', {
			is: memory.engine.stateHash(),
			should: again.engine.stateHash(),
			where: `record ${memory.lastSeq}`,
		});
		for (const [key, orderId] of this.#options.witness().acknowledged) {
			const [tenantId, accountId, clientOrderId = ''] = key.split(':');
			const found = orderIdUnder(state.orders, { tenantId: Number(tenantId), accountId: Number(accountId), clientOrderId });
			this.expect('what is acknowledged is kept', { is: found, should: orderId, where: `client order ${clientOrderId}` });
		}
	}
}
