import type { EntryResult } from '@meridian/protocol/client';
import { beforeEach, expect, test } from 'vitest';
import { engineDesk } from '../src/desk.ts';
import { type Entry, Ledger } from '../src/ledger.ts';

const [account] = engineDesk().accounts;
if (account === undefined) throw new Error('the desk has no account');
const { tenantId, accountId } = account;
const envelope = { correlationId: '', principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
const terms = {
	...{ side: 'BUY', type: 'MARKET', tif: 'IOC', qty: 3, price: null, sl: null, tp: null, positionTicket: 0n, strategyId: 0 },
	...{ expiresAtMs: null, limitPrice: null, postOnly: false, bracket: false, trailBy: '', trailDistance: null },
};
const order = { ...terms, tenantId, accountId, orderId: 9, clientOrderId: 'a', instrumentId: 1, duplicate: false };

type OrderBody = Extract<Extract<EntryResult, { kind: 'reply' }>['message'], { name: 'OrderReply' }>['body'];
const reply = (change: Partial<OrderBody> = {}): EntryResult => ({
	kind: 'reply',
	message: {
		name: 'OrderReply',
		seq: 1,
		body: {
			...{ ...order, requestId: 1, journalSeq: 1, accountSeq: 1, life: 'SUBMITTED', pending: 'NEW_SENT', filledQty: 0, filledNotional: 0 },
			...{
				reservedQty: 3,
				venueOrderTicket: 0n,
				positionByTicket: 0n,
				...{ reduceOnly: false, emulated: '', waitsFor: '', parentOrderId: 0, ocoId: 0, decidedById: 0, isPresumable: false },
				denialCode: '',
				denialValue: null,
				denialLimit: null,
				denialHeadroom: null,
				denialLevel: '',
				retcode: 0,
				createdAtMs: 1,
			},
			...{ updatedAtMs: 1, ...change },
		},
	},
});
const refused: EntryResult = {
	kind: 'reply',
	message: { name: 'Refused', seq: 1, body: { requestId: 1, code: 'UNKNOWN_ACCOUNT', message: 'who?' } },
};

let ledger: Ledger;
let entry: Entry;
beforeEach(() => {
	ledger = new Ledger();
	const body = { ...envelope, ...terms, tenantId, accountId, instrumentId: 1, clientOrderId: 'a', reduceOnly: false };
	entry = ledger.open(account, { name: 'PlaceOrder', body });
});
/** Sends the request once more and hears this. */
function hear(result: EntryResult): void {
	const sentBefore = entry.sent;
	entry.sent += 1;
	ledger.answered(entry, result, sentBefore);
}

test('an order, and the same order again as a duplicate, raise no fault', () => {
	hear(reply());
	hear(reply({ duplicate: true, life: 'FILLED' }));
	expect(ledger.faults).toEqual([]);
	expect(entry).toMatchObject({ life: 'FILLED', acknowledged: { orderId: 9 } });
	expect(ledger).toMatchObject({ replies: 2, resends: 1 });
});

test('after a request without an answer, the order may be new or a duplicate', () => {
	hear({ kind: 'unknown' });
	hear(reply());
	expect(ledger.faults).toEqual([]);
});

test('a request that was never written was not sent', () => {
	hear({ kind: 'unavailable' });
	hear(reply());
	expect(ledger).toMatchObject({ faults: [], resends: 0 });
});

test.each<[string, () => void, RegExp]>([
	['another order for the same client order id', () => hear(reply({ duplicate: true, orderId: 10 })), /"orderId":10/],
	['the same order with other terms', () => hear(reply({ duplicate: true, qty: 4 })), /"qty":4/],
	['a new order where there was one', () => hear(reply()), /is not called a duplicate/],
	['a refusal of an order that was acknowledged', () => hear(refused), /acknowledged as order 9 and is now answered with UNKNOWN_ACCOUNT/],
	['an order of another account', () => hear(reply({ duplicate: true, accountId: 99 })), /another client order id, account or tenant/],
])('%s is a fault', (_, again, words) => {
	hear(reply());
	again();
	expect(ledger.faults.join('\n')).toMatch(words);
});

test('an order that is called a duplicate at its first request is a fault', () => {
	hear(reply({ duplicate: true }));
	expect(ledger.faults.join('\n')).toMatch(/was sent once and is called a duplicate/);
});

test('an order that was placed with other terms than asked for is a fault', () => {
	hear(reply({ side: 'SELL' }));
	expect(ledger.faults.join('\n')).toMatch(/became order 9 with other terms/);
});
