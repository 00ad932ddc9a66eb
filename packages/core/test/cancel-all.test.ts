import { describe, expect, it } from 'vitest';
import { Desk, EURUSD, RISK_OFFICER, USDJPY } from './support/desk.ts';

/** Two EURUSD orders, a USDJPY order, all working; one that the venue has not shown yet. */
function book() {
	const desk = new Desk();
	const buy = desk.limit();
	const sell = desk.limit({ side: 'SELL', price: 111_000 });
	const yen = desk.limit({ instrumentId: USDJPY, price: 149_500 });
	for (const order of [buy, sell, yen]) desk.accept(order);
	const unseen = desk.limit();
	return { desk, buy, sell, yen, unseen };
}
const removed = (desk: Desk) => desk.sends().flatMap(({ action, orderId }) => (action === 'REMOVE' ? [orderId] : []));

describe('cancelling all', () => {
	it('asks for every working order of the account, and counts what has no ticket yet', () => {
		const { desk, buy, sell, yen, unseen } = book();
		expect(desk.cancelAll()).toEqual({ outcome: 'canceling', sent: 3, notReady: 1 });
		expect(removed(desk)).toEqual([buy.orderId, sell.orderId, yen.orderId]);
		expect(desk.order(buy.orderId)).toMatchObject({ pending: 'CANCEL_SENT', reservedQty: 100 });
		expect(desk.order(unseen.orderId)).toMatchObject({ pending: 'NEW_SENT' });
	});

	it('narrows to an instrument, a side, or both', () => {
		expect(book().desk.cancelAll({ instrumentId: USDJPY })).toEqual({ outcome: 'canceling', sent: 1, notReady: 0 });
		expect(book().desk.cancelAll({ side: 'SELL' })).toEqual({ outcome: 'canceling', sent: 1, notReady: 0 });
		const { desk, buy } = book();
		desk.cancelAll({ instrumentId: EURUSD, side: 'BUY' });
		expect(removed(desk)).toEqual([buy.orderId]);
	});

	it('asks nothing twice, and leaves market orders to the venue', () => {
		const { desk, buy, sell, yen } = book();
		desk.place();
		desk.cancel(sell.orderId);
		desk.cancelAll();
		expect(desk.cancelAll()).toEqual({ outcome: 'canceling', sent: 0, notReady: 1 });
		expect(removed(desk)).toEqual([sell.orderId, buy.orderId, yen.orderId]);
	});

	it('is for a risk officer too, during a halt too, and takes protective orders back as well: it was asked for', () => {
		const desk = new Desk();
		desk.fill(desk.place());
		const target = desk.limit({ side: 'SELL', price: 111_000, reduceOnly: true });
		desk.accept(target);
		desk.halt(true);
		expect(removed(desk)).toEqual([]);
		expect(desk.cancelAll({ principalId: RISK_OFFICER })).toEqual({ outcome: 'canceling', sent: 1, notReady: 0 });
	});

	it('is refused where nobody would hear it, and from who may not: nothing is kept for later', () => {
		const { desk } = book();
		expect(desk.cancelAll({ principalId: 3 })).toMatchObject({ outcome: 'refused', code: 'NOT_ALLOWED' });
		desk.venue({ event: 'linkDown' });
		expect(desk.cancelAll()).toMatchObject({ outcome: 'refused', code: 'NOT_READY' });
		desk.venue({ event: 'linkUp' });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 4 });
		expect(removed(desk)).toEqual([]);
	});
});
