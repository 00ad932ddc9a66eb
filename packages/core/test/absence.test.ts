import { describe, expect, it } from 'vitest';
import type { OrderView, Reply, VenueEvent } from '../src/index.ts';
import { Desk, envelope, healthyAccount, RISK_OFFICER, replyOf, venueOrderOf } from './support/desk.ts';

type Snapshot = Partial<Extract<VenueEvent, { event: 'snapshot' }>>;
const received = { lastCommandEpoch: 1, lastCommandSeq: 1 };
const T = 180_000;

/** An order that the terminal got and of which nothing was heard since. */
function inDoubt(options: { readonly presumesAbsent?: boolean } = {}): { readonly desk: Desk; readonly order: OrderView } {
	const desk = new Desk();
	desk.reconfigure({ account: options });
	const order = desk.limit();
	desk.venue({ event: 'linkDown' });
	desk.venue({ event: 'linkUp' });
	return { desk, order };
}

function picture(desk: Desk, parts: Snapshot = {}): void {
	desk.snapshot({ ...received, ...parts });
}

function presume(desk: Desk, { orderId }: OrderView, principalId = RISK_OFFICER): Reply {
	return replyOf(desk.apply({ kind: 'presumeAbsent', tenantId: 1, accountId: 1, orderId, envelope: { ...envelope, principalId } }));
}

describe('an order that was received and left no trace', () => {
	it('stays UNKNOWN for the engine, and an operator may end it after two pictures three minutes apart', () => {
		const { desk, order } = inDoubt();
		expect(presume(desk, order)).toMatchObject({ code: 'NOT_READY' });
		picture(desk);
		expect(presume(desk, order)).toMatchObject({ code: 'NOT_READY' });
		desk.nowMs += T - 1;
		picture(desk);
		expect(presume(desk, order)).toMatchObject({ code: 'NOT_READY' });
		desk.nowMs += 1;
		picture(desk);
		expect(desk.order(order.orderId)).toMatchObject({ life: 'UNKNOWN', reservedQty: 100 });
		expect(presume(desk, order)).toMatchObject({ order: { life: 'PRESUMED_ABSENT', pending: 'NONE', reservedQty: 0 } });
		expect(presume(desk, order)).toMatchObject({ code: 'NOT_UNKNOWN' });
	});

	it('ends by itself where the account’s policy says so, and an operator sees that it did', () => {
		const { desk, order } = inDoubt({ presumesAbsent: true });
		picture(desk);
		desk.nowMs += T;
		picture(desk);
		expect(desk.order(order.orderId).life).toBe('PRESUMED_ABSENT');
		expect(desk.breaks()).toEqual(['PRESUMED_ABSENT']);
	});

	it('is looked for again while the line stays up: as soon as its answer is late, and when it has been absent for long enough', () => {
		const desk = new Desk();
		desk.reconfigure({ account: { presumesAbsent: true } });
		const order = desk.limit();
		const asked = () => desk.outputs.filter(({ kind }) => kind === 'refresh').length;
		const passes = (ms: number) => {
			desk.nowMs += ms;
			desk.apply({ kind: 'timer' });
		};
		passes(10_000);
		expect([desk.order(order.orderId).life, asked()]).toEqual(['UNKNOWN', 0]);
		expect(desk.engine.wakeAtMs(), 'the picture of the start was less than a minute ago').toBe(desk.nowMs + 50_000);
		passes(50_000);
		expect(asked()).toBe(1);
		picture(desk);
		expect(desk.engine.wakeAtMs()).toBe(desk.nowMs + T);
		passes(T - 1);
		expect(asked()).toBe(1);
		passes(1);
		expect(asked()).toBe(2);
		picture(desk);
		expect(desk.order(order.orderId).life).toBe('PRESUMED_ABSENT');
		expect(desk.engine.wakeAtMs()).toBeNull();
	});

	it('is not looked for while nobody could tell, and found again as soon as somebody can', () => {
		const desk = new Desk();
		const order = desk.limit();
		desk.nowMs += 70_000;
		desk.venue({ event: 'account', account: { ...healthyAccount, serverConnected: false } });
		desk.apply({ kind: 'timer' });
		expect(desk.order(order.orderId).life).toBe('UNKNOWN');
		expect([desk.engine.wakeAtMs(), desk.outputs.filter(({ kind }) => kind === 'refresh')]).toEqual([null, []]);
		desk.venue({ event: 'account', account: healthyAccount });
		expect(desk.engine.wakeAtMs()).toBe(desk.nowMs);
		desk.apply({ kind: 'timer' });
		expect(desk.outputs.filter(({ kind }) => kind === 'refresh')).toHaveLength(1);
		expect(desk.engine.wakeAtMs(), 'once').toBeNull();
	});

	it('is ended by nobody who may not', () => {
		const { desk, order } = inDoubt();
		desk.reconfigure({ config: { users: [{ userId: 1, active: true, mayTrade: true, mayHalt: false }] } });
		picture(desk);
		desk.nowMs += T;
		picture(desk);
		expect(presume(desk, order, 1)).toMatchObject({ code: 'NOT_ALLOWED' });
		expect(presume(desk, { ...order, orderId: 1_000_009 }, 1)).toMatchObject({ code: 'UNKNOWN_ORDER' });
	});

	it.each([
		['a picture with the trade server away', { account: { ...healthyAccount, serverConnected: false } }],
		[
			'the terminal’s word that the server has done it',
			{ requests: [{ orderId: 1_000_001, epoch: 1, commandSeq: 1, sent: true, retcode: 10009 }] },
		],
	] satisfies readonly (readonly [string, Snapshot])[])('%s is no evidence', (_name, parts) => {
		const { desk, order } = inDoubt({ presumesAbsent: true });
		picture(desk, parts);
		desk.nowMs += T;
		picture(desk, parts);
		expect(desk.order(order.orderId).life).toBe('UNKNOWN');
	});

	it('counts the time anew from a picture that shows a trace', () => {
		const { desk, order } = inDoubt({ presumesAbsent: true });
		picture(desk);
		desk.nowMs += T;
		picture(desk, { requests: [{ orderId: order.orderId, epoch: 1, commandSeq: 1, sent: true, retcode: 10009 }] });
		picture(desk);
		desk.nowMs += T - 1;
		picture(desk);
		expect(desk.order(order.orderId).life).toBe('UNKNOWN');
	});

	it('that the terminal only passed on has left no trace', () => {
		const { desk, order } = inDoubt({ presumesAbsent: true });
		const requests = [{ orderId: order.orderId, epoch: 1, commandSeq: 1, sent: true, retcode: 10008 }];
		picture(desk, { requests });
		desk.nowMs += T;
		picture(desk, { requests });
		expect(desk.order(order.orderId).life).toBe('PRESUMED_ABSENT');
	});

	it('is NOT_SENT, not absent, where the terminal never received it', () => {
		const { desk, order } = inDoubt({ presumesAbsent: true });
		desk.snapshot({ lastCommandEpoch: 1, lastCommandSeq: 0 });
		expect(desk.order(order.orderId).life).toBe('NOT_SENT');
	});

	it('is booked, flagged and told if it trades after all, and stays ended', () => {
		const { desk, order } = inDoubt({ presumesAbsent: true });
		picture(desk);
		desk.nowMs += T;
		picture(desk);
		desk.fill(order);
		expect(desk.order(order.orderId)).toMatchObject({ life: 'PRESUMED_ABSENT', filledQty: 100 });
		expect(desk.breaks()).toEqual(['PRESUMED_ABSENT', 'LATE_FILL']);
	});

	it('works on where the venue shows it in time', () => {
		const { desk, order } = inDoubt({ presumesAbsent: true });
		picture(desk);
		desk.nowMs += T;
		picture(desk, { orders: [venueOrderOf(order)] });
		expect(desk.order(order.orderId).life).toBe('ACCEPTED');
		expect(desk.breaks()).toEqual([]);
	});
});
