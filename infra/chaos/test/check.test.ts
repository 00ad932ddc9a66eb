import type { ExecutionView, OrderView, VenueSend } from '@meridian/core';
import { wireEnums } from '@meridian/protocol';
import { expect, test } from 'vitest';
import { type Evidence, faultsOf, openQuestionsOf } from '../src/check.ts';
import { engineDesk } from '../src/desk.ts';
import { AccountBooks } from '../src/engine-books.ts';
import { termsOf } from '../src/ledger.ts';

const found = engineDesk().accounts.find(({ mode }) => mode === 'HEDGING');
if (found === undefined) throw new Error('the desk has no hedging account');
const account = found;
const { tenantId, accountId } = account;
const envelope = { principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
const order: OrderView = {
	...{ tenantId, accountId, orderId: 1_000_001, clientOrderId: 'a', instrumentId: 1, side: 'BUY', type: 'MARKET', tif: 'IOC', qty: 3 },
	...{ price: null, sl: null, tp: null, expiresAtMs: null, limitPrice: null, positionTicket: 0n, positionByTicket: 0n },
	...{
		reduceOnly: false,
		postOnly: false,
		trail: null,
		...{ parentOrderId: 0, ocoId: 0, bracket: false },
		emulated: [],
		waitsFor: null,
		decidedById: 0,
		isPresumable: false,
	},
	...{ life: 'FILLED', pending: 'NONE', filledQty: 3, filledNotional: 330_030, strategyId: null },
	...{ reservedQty: 0, venueOrderTicket: 8n, denial: null, retcode: 10_009, envelope, createdAtMs: 1, updatedAtMs: 2 },
};
const execution: ExecutionView = {
	...{
		tenantId,
		accountId,
		orderId: order.orderId,
		ticket: 9n,
		orderTicket: 8n,
		positionTicket: 8n,
		instrumentId: 1,
		type: 'BUY',
		entry: 'IN',
	},
	...{ reason: 'EXPERT', qty: 3, price: 110_010, profitMinor: 0, commissionMinor: 0, swapMinor: 0, feeMinor: 0, venueAtMs: 2 },
	...{ late: false, bookedAtMs: 2, revision: 0 },
};
const send: VenueSend = {
	...{
		epoch: 1,
		commandSeq: 1,
		orderId: order.orderId,
		instrumentId: 1,
		action: 'DEAL',
		side: 'BUY',
		type: 'MARKET',
		qty: 3,
		price: 0,
		sl: 0,
		tp: 0,
	},
	...{ tif: 'IOC', expiresAtMs: null, limitPrice: 0, postOnly: false, positionTicket: 0n, positionByTicket: 0n, orderTicket: 0n },
};
const frame = { epoch: '1', commandSeq: '1', orderId: String(order.orderId), action: wireEnums.OrderAction.DEAL, delivered: true };
const { DEAL, REMOVE } = wireEnums.OrderAction;

/** One order, sent, filled and booked, as it should be; a test then spoils one thing. */
function sound(): Evidence & { engine: AccountBooks } {
	const engine = new AccountBooks();
	engine.orders.set(order.orderId, order);
	engine.executions.set(9n, [execution]);
	engine.sends.set('1:1', send);
	engine.positions.set(8n, {
		...{ tenantId, accountId, instrumentId: 1, positionTicket: 8n, side: 'BUY', qty: 3, openNotional: 330_030, sl: 0, tp: 0 },
		...{ stopsPending: 'NONE', stopsRetcode: 0, realisedMinor: 0, swapMinor: 0, openedAtMs: 2, updatedAtMs: 2 },
	});
	engine.account = {
		...{ tenantId, accountId, mode: 'HEDGING', link: true, reconciled: true, serverConnected: true, tradeAllowed: true },
		...{
			balanceMinor: 10_000_000,
			venueEquityMinor: null,
			venueMarginMinor: null,
			realisedMinor: 0,
			commissionMinor: 0,
			swapMinor: 0,
			feeMinor: 0,
			updatedAtMs: 2,
		},
	};
	return {
		...{ account, engine, frames: [frame], terminalWasKilled: false },
		broker: {
			balanceMinor: 10_000_000,
			positions: [{ identifier: 8n, symbol: 0, signedQty: 3 }],
			working: new Set(),
			ended: new Set([order.orderId]),
			deals: [{ ticket: 9n, orderId: order.orderId, qty: 3, price: 110_010, profitMinor: 0 }],
			allDeals: [],
			requests: [`${order.orderId} DEAL`],
		},
		entries: [
			{
				...{ account, clientOrderId: 'a', sent: 1, answers: 1, acknowledged: termsOf(order), life: 'FILLED' },
				request: {
					name: 'PlaceOrder',
					body: { ...envelope, ...order, strategyId: 0, correlationId: '', reduceOnly: false, trailBy: '', trailDistance: null },
				},
			},
		],
	};
}
const spoil = (change: (books: AccountBooks) => void, rest: Partial<Evidence> = {}): Evidence => {
	const evidence = sound();
	change(evidence.engine);
	return { ...evidence, ...rest };
};
const as = (engine: AccountBooks, change: Partial<OrderView>): void => void engine.orders.set(order.orderId, { ...order, ...change });
const untouched = (): void => undefined;
const broker = sound().broker;
const empty = { positions: [], ended: new Set<number>(), deals: [], requests: [] };

test('what is as it should be raises no fault and leaves no question', () => {
	expect(faultsOf(sound())).toEqual([]);
	expect(openQuestionsOf(sound())).toEqual([]);
});

test.each<[string, Evidence, RegExp]>([
	['a frame that crosses twice', spoil(untouched, { frames: [frame, frame] }), /command 1:1 crossed the wire 2 times/],
	[
		'an order that is sent again under a new sequence',
		spoil((engine) => engine.sends.set('2:1', { ...send, epoch: 2 }), { frames: [frame, { ...frame, epoch: '2' }] }),
		/order 1000001 was sent 2 times/,
	],
	['a frame that the journal does not have', spoil((engine) => engine.sends.clear()), /crossed the wire, and the journal does not have it/],
	[
		'a broker that is asked twice',
		spoil(untouched, { broker: { ...broker, requests: [...broker.requests, ...broker.requests] } }),
		/the broker was asked 2 times for order 1000001 DEAL/,
	],
	['a deal that is booked twice', spoil((engine) => engine.executions.set(9n, [execution, execution])), /deal 9 is booked 2 times/],
	[
		'a deal that no broker made',
		spoil(untouched, { broker: { ...broker, ...empty } }),
		/deal 9 is booked, and the broker does not have it/,
	],
	[
		'a deal that is booked otherwise',
		spoil((engine) => engine.executions.set(9n, [{ ...execution, price: 110_011 }])),
		/deal 9 is booked as 3 at 110011/,
	],
	['a break', spoil((engine) => engine.breaks.push({ code: 'CONTRADICTION', orderId: 1, ticket: 2n })), /a break: CONTRADICTION/],
	[
		'two orders for one client order id',
		spoil((engine) => engine.orders.set(7, { ...order, orderId: 7 })),
		/2 orders have client order id a/,
	],
	['an acknowledged order that is gone', spoil((engine) => engine.orders.clear()), /order 1000001 \(a\) was acknowledged and is lost/],
	[
		'an acknowledged order with other terms',
		spoil((engine) => as(engine, { qty: 4 })),
		/was acknowledged with other terms than the journal has/,
	],
])('%s is a fault', (_, evidence, words) => {
	expect(faultsOf(evidence).join('\n')).toMatch(words);
});

test.each<[string, Evidence, RegExp]>([
	[
		'an account that is not reconciled',
		spoil((engine) => {
			engine.account = undefined;
		}),
		/not reconciled/,
	],
	['a deal that is not booked', spoil((engine) => engine.executions.clear()), /the broker's deal 9 is not booked/],
	['another balance', spoil(untouched, { broker: { ...broker, balanceMinor: 1 } }), /the balance is 10000000 here and 1 at the broker/],
	['another position', spoil((engine) => engine.positions.clear()), /positions differ: 8 3 only at the broker/],
	['another fill', spoil((engine) => as(engine, { filledQty: 2 })), /is filled with 2 here and 3 at the broker/],
	['an order still on its way', spoil((engine) => as(engine, { life: 'SUBMITTED' })), /is still SUBMITTED/],
	[
		'an UNKNOWN order that the broker has',
		spoil((engine) => as(engine, { life: 'UNKNOWN' })),
		/UNKNOWN, and there is evidence: the broker has it/,
	],
	[
		'an UNKNOWN order that the terminal never got',
		spoil((engine) => as(engine, { life: 'UNKNOWN' }), { broker: { ...broker, ...empty }, frames: [], terminalWasKilled: true }),
		/UNKNOWN, and there is evidence: .* the terminal never got it/,
	],
	[
		'an UNKNOWN order at a terminal that lived all the time',
		spoil((engine) => as(engine, { life: 'UNKNOWN' }), { broker: { ...broker, ...empty } }),
		/UNKNOWN, and there is evidence/,
	],
	[
		'a NOT_SENT order that the broker was asked for',
		spoil((engine) => as(engine, { life: 'NOT_SENT' })),
		/is NOT_SENT, and the broker was asked for it/,
	],
	['a working order that is none', spoil((engine) => as(engine, { life: 'ACCEPTED' })), /is ACCEPTED here and not working at the broker/],
	[
		'a cancel whose answer is still awaited',
		spoil((engine) => as(engine, { life: 'ACCEPTED', pending: 'CANCEL_SENT' }), {
			broker: { ...broker, working: new Set([order.orderId]) },
		}),
		/is ACCEPTED with CANCEL_SENT/,
	],
])('%s is an open question', (_, evidence, words) => {
	expect(openQuestionsOf(evidence).join('\n')).toMatch(words);
});

test('an order that a killed terminal had received, and of which nobody has a trace, may stay UNKNOWN', () => {
	const nothing = spoil(
		(engine) => {
			as(engine, { life: 'UNKNOWN', filledQty: 0 });
			engine.executions.clear();
			engine.positions.clear();
		},
		{ broker: { ...broker, ...empty }, terminalWasKilled: true },
	);
	expect(openQuestionsOf(nothing)).toEqual([]);
});

test('a request to cancel may cross the wire beside the order', () => {
	const cancelled = spoil((engine) => engine.sends.set('1:2', { ...send, commandSeq: 2, action: 'REMOVE' }), {
		frames: [frame, { ...frame, commandSeq: '2', action: REMOVE }],
	});
	expect(DEAL).not.toBe(REMOVE);
	expect(faultsOf(cancelled)).toEqual([]);
});
