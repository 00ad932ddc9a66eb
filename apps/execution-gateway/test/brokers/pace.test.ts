import { describe, expect, test } from 'vitest';
import { brokerLimitsShape, partOfShard } from '../../src/brokers/limits.ts';
import { longestHoldMs } from '../../src/brokers/pace.ts';
import { PacedDesk } from './desk.ts';

const envelope = { principalId: 1, sessionId: 1, investmentDeciderId: 1, executionDeciderId: 1 };
/** Two accounts of two tenants are at North-Demo, one at South-Demo. */
const north = { name: 'North', servers: ['North-Demo'], perSecond: 4, burst: 2 };
const [ofOne, ofTwo, elsewhere] = ['1:1', '2:3', '1:2'];

const mostInAnySecond = (times: readonly number[]): number =>
	Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length));
const codeOf = (told: { readonly answer?: { readonly reply: unknown } }): unknown =>
	(told.answer?.reply as { code?: string } | undefined)?.code;

describe('a limit of a broker for all its accounts together', () => {
	test('what two tenants ask for in the same moment goes out at the broker’s pace, the tenants in turn', () => {
		const desk = new PacedDesk([north]);
		for (let n = 0; n < 4; n++) for (const account of [ofOne, ofTwo]) desk.place(account, { id: `o${n}` });
		desk.until(10_000);
		expect(desk.times()).toEqual([0, 0, 250, 500, 750, 1_000, 1_250, 1_500]);
		expect(mostInAnySecond(desk.times())).toBeLessThanOrEqual(north.burst + north.perSecond);
		expect(desk.sent.map(({ account }) => account)).toEqual([ofOne, ofTwo, ofOne, ofTwo, ofOne, ofTwo, ofOne, ofTwo]);
	});

	test('an account that asks for much does not hold up another of its broker', () => {
		const desk = new PacedDesk([north]);
		for (let n = 0; n < 8; n++) desk.place(ofOne, { id: `o${n}` });
		desk.place(ofTwo, { id: 'o0' });
		desk.until(10_000);
		expect(desk.times(ofTwo)[0]).toBeLessThanOrEqual(500);
	});

	test('another broker, and a server that is not named, know nothing of it', () => {
		const desk = new PacedDesk([north]);
		for (let n = 0; n < 6; n++) desk.place(ofOne, { id: `o${n}` });
		for (let n = 0; n < 6; n++) desk.place(elsewhere, { id: `o${n}` });
		expect(desk.times(elsewhere)).toEqual([0, 0, 0, 0, 0, 0]);
	});

	test('a cancel goes before everything that waits, of its own account and of others', () => {
		const desk = new PacedDesk([north]);
		desk.place(ofOne, { id: 'resting' });
		const orderId = desk.sent[0]?.send.orderId ?? 0;
		desk.accepted(ofOne, { orderId, ticket: 77n, commandSeq: 1 });
		for (let n = 0; n < 5; n++) for (const account of [ofOne, ofTwo]) desk.place(account, { id: `o${n}` });
		desk.cancel(ofOne, orderId);
		desk.until(10_000);
		expect(desk.sent.findIndex(({ send }) => send.action === 'REMOVE')).toBe(2);
	});

	test('whatever goes out of one account keeps its sequence: the terminal refuses what is behind it', () => {
		const desk = new PacedDesk([north]);
		desk.place(ofOne, { id: 'resting' });
		desk.accepted(ofOne, { orderId: desk.sent[0]?.send.orderId ?? 0, ticket: 77n, commandSeq: 1 });
		for (let n = 0; n < 5; n++) desk.place(ofOne, { id: `o${n}` });
		desk.cancel(ofOne, desk.sent[0]?.send.orderId ?? 0);
		desk.until(10_000);
		expect(desk.sent.map(({ send }) => send.commandSeq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
	});

	test('what would have to wait too long is refused, and nothing is done', () => {
		const desk = new PacedDesk([north]);
		const asked = Array.from({ length: 30 }, (_, n) => desk.place(ofOne, { id: `o${n}` }));
		desk.until(10_000);
		const refused = asked.filter((one) => codeOf(one) === 'NOT_READY');
		expect([desk.sent.length + refused.length, refused.length > 10]).toEqual([30, true]);
		expect(Math.max(...desk.times())).toBeLessThan(2_000);
		// Refused, and so free to be asked again under the same id.
		desk.place(ofOne, { id: 'o29' });
		desk.until(20_000);
		expect(desk.sent.at(-1)?.send.orderId).toBeGreaterThan(0);
		expect(desk.sent).toHaveLength(30 - refused.length + 1);
	});

	test('an order asked for twice while it waits is sent once', () => {
		const desk = new PacedDesk([north]);
		for (let n = 0; n < 2; n++) desk.place(ofTwo, { id: `o${n}` });
		const first = desk.place(ofOne, { id: 'same' });
		const again = desk.place(ofOne, { id: 'same' });
		desk.until(5_000);
		expect(desk.times(ofOne)).toHaveLength(1);
		expect([first.answer?.reply, again.answer?.reply]).toMatchObject([{ duplicate: false }, { duplicate: true }]);
	});

	test('what takes all of an account back takes back what waits, of that account alone', () => {
		const desk = new PacedDesk([north]);
		for (let n = 0; n < 2; n++) desk.place(ofTwo, { id: `o${n}` });
		const mine = desk.place(ofOne, { id: 'mine' });
		const other = desk.place(ofTwo, { id: 'other' });
		desk.ask({ kind: 'cancelAll', tenantId: 1, accountId: 1, instrumentId: null, side: null, envelope });
		desk.until(5_000);
		expect([codeOf(mine), other.answer?.reply]).toMatchObject(['NOT_READY', { outcome: 'order' }]);
		expect(desk.times(ofOne)).toEqual([]);
	});

	/** So many orders of an account rest at the broker, whose budget is full again. */
	function resting(desk: PacedDesk, account: string, count: number): void {
		const from = desk.sent.length;
		for (let n = 0; n < count; n++) {
			desk.place(account, { id: `r${n}` });
			desk.until(desk.schedule.nowMs + 300);
		}
		for (const [n, { send }] of desk.sent.slice(from).entries())
			desk.accepted(account, { orderId: send.orderId, ticket: BigInt(90 + n), commandSeq: n + 1 });
		desk.until(10_000);
	}

	test('a kill goes out at the broker’s pace, and before whatever else waits: what is beyond it would not be done', () => {
		const desk = new PacedDesk([north]);
		resting(desk, ofOne, 6);
		desk.quote({ tenantId: 2, accountId: 3 });
		for (let n = 0; n < 3; n++) desk.place(ofTwo, { id: `w${n}` });
		desk.ask({ kind: 'halt', tenantId: 1, halted: true, envelope });
		desk.until(20_000);
		const kills = desk.sent.filter(({ send }) => send.action === 'REMOVE').map(({ atMs }) => Math.round(atMs));
		expect(kills).toEqual([10_250, 10_500, 10_750, 11_000, 11_250, 11_500]);
		expect(desk.times(ofTwo)).toEqual([10_000, 10_000, 11_750]);
		expect(mostInAnySecond(desk.times().filter((at) => at >= 10_000))).toBeLessThanOrEqual(north.burst + north.perSecond);
	});

	/** So many buys wait in the engine for the ask to rise to this price. */
	const stops = (desk: PacedDesk, account: string, count: number): void => {
		const [tenantId = 0, accountId = 0] = account.split(':').map(Number);
		const plain = { limitPrice: null, sl: null, tp: null, positionTicket: 0n, reduceOnly: false, envelope } as const;
		for (let n = 0; n < count; n++)
			desk.ask({
				...{ kind: 'place', tenantId, accountId, instrumentId: 1, clientOrderId: `s${n}`, side: 'BUY', type: 'STOP', tif: 'GTC' },
				...{ qty: 100, price: 110_100, ...plain },
			});
	};

	test('stops that one quote sets off go out at the broker’s pace, in order, and before what clients ask for', () => {
		const desk = new PacedDesk([north]);
		stops(desk, ofOne, 5);
		desk.until(5_000);
		expect(desk.sent).toEqual([]);
		desk.quote({ tenantId: 1, accountId: 1 }, 110_100);
		desk.quote({ tenantId: 2, accountId: 3 });
		desk.place(ofTwo, { id: 'asked' });
		desk.until(20_000);
		expect(desk.times(ofOne)).toEqual([5_000, 5_000, 5_250, 5_500, 5_750]);
		expect(desk.times(ofTwo)).toEqual([6_000]);
		expect(desk.sent.filter(({ account }) => account === ofOne).map(({ send }) => send.commandSeq)).toEqual([1, 2, 3, 4, 5]);
	});

	test('are held for five seconds at most: longer, and their answers would count as lost while they can still go out', () => {
		const desk = new PacedDesk([{ ...north, perSecond: 1, burst: 1 }]);
		stops(desk, ofOne, 9);
		desk.quote({ tenantId: 1, accountId: 1 }, 110_100);
		desk.until(20_000);
		expect(desk.sent).toHaveLength(9);
		expect(Math.max(...desk.times())).toBeLessThanOrEqual(longestHoldMs + 100);
	});

	test('of a line that has closed go nowhere, and cost the broker’s other accounts nothing', () => {
		const desk = new PacedDesk([north]);
		stops(desk, ofOne, 6);
		desk.quote({ tenantId: 1, accountId: 1 }, 110_100);
		desk.gone.add(ofOne);
		desk.until(250);
		desk.quote({ tenantId: 2, accountId: 3 });
		desk.place(ofTwo, { id: 'asked' });
		desk.until(20_000);
		expect([desk.times(ofOne), desk.times(ofTwo)]).toEqual([[0, 0], [250]]);
		expect(desk.pace.counts()).toMatchObject([{ waiting: 0 }]);
	});

	test('and wait, too, while the broker has had too many', () => {
		const desk = new PacedDesk([]);
		stops(desk, ofOne, 3);
		desk.place(ofTwo, { id: 'a' });
		desk.pace.tooMany('North-Demo');
		desk.quote({ tenantId: 1, accountId: 1 }, 110_100);
		desk.until(499);
		expect(desk.times(ofOne)).toEqual([]);
		desk.until(10_000);
		expect(desk.times(ofOne)[0]).toBe(500);
		expect(desk.times(ofOne)).toHaveLength(3);
	});
});

describe('a broker that has had too many', () => {
	test('holds back all its accounts, and no other broker’s; longer each time, then slower than before', () => {
		const desk = new PacedDesk([north]);
		desk.place(ofOne, { id: 'a' });
		desk.pace.tooMany('North-Demo');
		desk.place(ofOne, { id: 'b' });
		desk.place(ofTwo, { id: 'b' });
		desk.place(elsewhere, { id: 'b' });
		desk.until(490);
		expect([desk.times(ofOne), desk.times(ofTwo), desk.times(elsewhere)]).toEqual([[0], [], [0]]);
		desk.until(1_600);
		const [first = 0, second = 0] = desk.times().filter((at) => at > 0);
		expect([first, second - first > 400]).toEqual([500, true]);
		desk.pace.tooMany('North-Demo');
		desk.place(ofTwo, { id: 'c' });
		desk.until(2_590);
		expect(desk.times(ofTwo)).toHaveLength(1);
		desk.until(3_000);
		expect(desk.times(ofTwo)).toHaveLength(2);
	});

	test('and of which no limit is known: it is held to half of what it did not take, and comes back to none', () => {
		const desk = new PacedDesk([]);
		for (let n = 0; n < 8; n++) desk.place(ofOne, { id: `o${n}` });
		expect(desk.times()).toEqual(Array(8).fill(0));
		desk.pace.tooMany('North-Demo');
		for (let n = 0; n < 4; n++) desk.place(ofOne, { id: `p${n}` });
		desk.until(1_900);
		const after = desk.times().slice(8);
		expect([after.length, after[0], mostInAnySecond(after) <= 5]).toEqual([4, 500, true]);
		desk.until(120_000);
		for (const account of [ofOne, ofTwo]) desk.quote({ tenantId: Number(account[0]), accountId: Number(account[2]) });
		for (let n = 0; n < 8; n++) desk.place(ofTwo, { id: `q${n}` });
		expect(desk.times(ofTwo)).toEqual(Array(8).fill(120_000));
	});

	test('says the same of all that was on its way: that is one complaint', () => {
		const desk = new PacedDesk([north]);
		for (let n = 0; n < 5; n++) desk.pace.tooMany('North-Demo');
		expect(desk.pace.counts()).toMatchObject([{ broker: 'North', complaints: 1, paused: true }]);
	});
});

describe('limits as an operator writes them', () => {
	test('a server in two of them is refused', () => {
		expect(brokerLimitsShape.safeParse([north, { ...north, name: 'Other' }]).error?.message).toContain('North-Demo is there twice');
	});

	test('each shard may use its part', () => {
		expect(partOfShard([north], 4)).toEqual([{ ...north, perSecond: 1, burst: 1 }]);
	});
});
