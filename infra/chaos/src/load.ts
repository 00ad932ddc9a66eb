import { setTimeout as delay } from 'node:timers/promises';
import type { EntryClient } from '@meridian/protocol/client';
import { type DeskAccount, userId } from './desk.ts';
import type { EngineBooks } from './engine-books.ts';
import type { Entry, Ledger, OrderRequest } from './ledger.ts';
import type { Random } from './random.ts';

export type Load = {
	readonly client: EntryClient;
	readonly ledger: Ledger;
	readonly books: EngineBooks;
	readonly random: Random;
	/** Makes client order ids of one engine's life unlike those of another. */
	readonly prefix: string;
	/** Whether the engine still lives: after its death nothing more is asked. */
	readonly lives: () => boolean;
	/** After each answer. */
	readonly onReply: () => void;
};

const envelope = { correlationId: 'chaos', principalId: userId, sessionId: 1, investmentDeciderId: userId, executionDeciderId: userId };
const opsAtMost = 40;
const recent = 20;

/** Sends a request, again or for the first time, and holds the answer against what was answered before. */
export async function ask(load: Pick<Load, 'client' | 'ledger'>, entry: Entry): Promise<void> {
	const sentBefore = entry.sent;
	entry.sent += 1;
	const { name, body } = entry.request;
	const result = name === 'PlaceOrder' ? await load.client.request(name, body) : await load.client.request(name, body);
	load.ledger.answered(entry, result, sentBefore);
}

/** One account's trader: asks again for what the last death left unanswered, then trades until the engine dies or it has done enough. */
export async function trade(account: DeskAccount, load: Load): Promise<void> {
	const { ledger, random, lives } = load;
	for (const entry of ledger.of(account).filter(({ sent, acknowledged }) => sent > 0 && acknowledged === undefined)) {
		if (!lives()) return;
		await ask(load, entry);
		load.onReply();
	}
	for (let op = 0; op < opsAtMost && lives(); op++) {
		await step(account, load, `${load.prefix}-${account.accountId}-${op}`);
		load.onReply();
		await delay(random.below(6));
	}
}

async function step(account: DeskAccount, load: Load, clientOrderId: string): Promise<void> {
	const { ledger, random } = load;
	const own = ledger.of(account);
	const draw = random.below(100);
	if (draw < 12) {
		const resting = own.filter(({ request, life }) => request.name === 'PlaceOrder' && request.body.type === 'LIMIT' && mayRest(life));
		const entry = random.pick(resting);
		if (entry?.acknowledged !== undefined) return cancel(load, entry, entry.acknowledged.orderId);
	}
	if (draw < 26) {
		const request = closeRequest(account, load, clientOrderId);
		if (request !== undefined) return ask(load, ledger.open(account, request));
	}
	if (draw < 38) {
		const entry = random.pick(random.chance(70) ? own.slice(-recent) : own);
		if (entry !== undefined) return ask(load, entry);
	}
	if (draw < 42) {
		const entry = random.pick(own.filter(({ acknowledged, request }) => acknowledged !== undefined && request.name === 'PlaceOrder'));
		if (entry?.request.name === 'PlaceOrder') return askForOther(load, entry, { ...entry.request.body, qty: entry.request.body.qty + 1 });
	}
	const entry = ledger.open(account, placeRequest(account, load, clientOrderId));
	await (draw < 48 ? Promise.all([ask(load, entry), ask(load, entry)]) : ask(load, entry));
}

const mayRest = (life: string): boolean => life === 'SUBMITTED' || life === 'ACCEPTED' || life === 'UNKNOWN';

async function cancel({ client, ledger }: Load, entry: Entry, orderId: number): Promise<void> {
	const { tenantId, accountId } = entry.account;
	const result = await client.request('CancelOrder', { ...envelope, tenantId, accountId, orderId });
	if (result.kind !== 'reply') return;
	ledger.replies += 1;
	if (result.message.name === 'OrderReply') entry.life = result.message.body.life;
	else if (result.message.name === 'Refused' && result.message.body.code === 'UNKNOWN_ORDER')
		ledger.faults.push(`order ${orderId} (${entry.clientOrderId}) was acknowledged, and a cancel of it is answered with UNKNOWN_ORDER`);
}

/** Another request under a client order id that is taken must be refused, and must not touch the order. */
async function askForOther(
	{ client, ledger }: Load,
	entry: Entry,
	body: Extract<OrderRequest, { name: 'PlaceOrder' }>['body'],
): Promise<void> {
	const result = await client.request('PlaceOrder', body);
	if (result.kind !== 'reply') return;
	ledger.replies += 1;
	const { message } = result;
	if (message.name !== 'Refused' || message.body.code !== 'CLIENT_ORDER_ID_REUSED')
		ledger.faults.push(
			`${entry.clientOrderId} was used again for other terms and answered with ${message.name}, not CLIENT_ORDER_ID_REUSED`,
		);
}

function closeRequest(account: DeskAccount, { books, random }: Load, clientOrderId: string): OrderRequest | undefined {
	const { tenantId, accountId, mode } = account;
	const position = random.pick([...books.of(account).positions.values()]);
	if (position === undefined) return undefined;
	const positionTicket = mode === 'HEDGING' ? position.positionTicket : 0n;
	const qty = random.chance(50) ? null : 1;
	return {
		name: 'ClosePosition',
		body: { ...envelope, tenantId, accountId, instrumentId: position.instrumentId, positionTicket, clientOrderId, qty },
	};
}

/** Market orders, limits that rest far away, and limits near enough that the market finds some of them. */
function placeRequest(account: DeskAccount, { books, random }: Load, clientOrderId: string): OrderRequest {
	const { tenantId, accountId } = account;
	const { instrumentId } = random.pick(account.instruments) ?? { instrumentId: 0 };
	const side = random.chance(50) ? 'BUY' : 'SELL';
	const bid = books.of(account).bids.get(instrumentId);
	const limit = bid !== undefined && random.chance(35);
	const away = random.chance(40) ? 30 : 300 + random.below(500);
	return {
		name: 'PlaceOrder',
		body: {
			...{ ...envelope, tenantId, accountId, instrumentId, clientOrderId, side, qty: 1 + random.below(5) },
			...(limit
				? { type: 'LIMIT', tif: 'GTC', price: side === 'BUY' ? bid - away : bid + away }
				: { type: 'MARKET', tif: random.chance(50) ? 'IOC' : 'FOK', price: null }),
			...{
				sl: null,
				tp: null,
				expiresAtMs: null,
				limitPrice: null,
				positionTicket: 0n,
				reduceOnly: false,
				postOnly: false,
				bracket: false,
				trailBy: '',
				trailDistance: null,
				strategyId: 0,
			},
		},
	};
}
