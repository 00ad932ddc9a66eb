import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { accept, fill, Rig, trading, wait } from './rig.ts';

/** A session of direct order entry with the real engine thread behind it. */
describe('a direct session', () => {
	const rig = new Rig();
	let tenant = 0; // each test has its own
	beforeAll(() => rig.start(), 60_000);
	beforeEach(async () => {
		tenant += 1;
		await rig.configure(tenant, [
			trading(tenant),
			trading(tenant, { credentialId: `copy-${tenant}`, mayTrade: false, accountIds: [1, 2] }),
		]);
	}, 60_000);
	afterAll(() => rig.close(), 60_000);

	test('places an order, is told its acceptance and its fill, and can read all of it in sequence', async () => {
		const terminal = await rig.terminal(tenant);
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toMatchObject([{ requestId: 1, life: 'SUBMITTED', duplicate: false }]), wait);
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(1), wait);
		const sent = terminal.all('OrderSend')[0]?.body;
		if (sent === undefined) throw new Error('nothing was sent');
		accept(terminal, sent, 50n);
		await vi.waitFor(() => expect(desk.bodies('OrderReport').at(-1)).toMatchObject({ life: 'ACCEPTED', venueOrderTicket: 50n }), wait);
		fill(terminal, sent, 60n);
		await vi.waitFor(
			() => expect(desk.bodies('FillReport')).toMatchObject([{ dealTicket: 60n, qty: 10, price: 110_010, resent: false }]),
			wait,
		);
		await vi.waitFor(() => expect(desk.bodies('OrderReport').at(-1)).toMatchObject({ life: 'FILLED', filledQty: 10 }), wait);
		const seqs = desk.received
			.filter(({ name }) => name === 'OrderReport' || name === 'FillReport')
			.map(({ body }) => (body as { accountSeq: number }).accountSeq);
		expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
		expect(desk.received.slice(2).map(({ seq }) => seq)).toEqual(desk.received.slice(2).map((_, index) => index + 1));
	});

	test('tells what the credential may see', async () => {
		const copy = await rig.session(`copy-${tenant}`);
		expect(copy.bodies('LogonOk')[0]).toMatchObject({
			resumed: false,
			mayTrade: false,
			accounts: [
				{ accountId: 1, name: 'A1' },
				{ accountId: 2, name: 'A2' },
			],
			instruments: [{ instrumentId: 1, symbol: 'EURUSD', priceDigits: 5, qtyDigits: 2 }],
		});
		const desk = await rig.session(`trade-${tenant}`);
		expect(desk.bodies('LogonOk')[0]?.accounts.map(({ accountId }) => accountId)).toEqual([1]);
	});

	test('answers a repeated client order id with the first order, and other terms under it with a reject', async () => {
		const terminal = await rig.terminal(tenant);
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'a', requestId: 1 });
		desk.order({ clientOrderId: 'a', requestId: 2 });
		desk.order({ clientOrderId: 'a', requestId: 3, qty: 20 });
		await vi.waitFor(() => expect(desk.bodies('Reject')).toMatchObject([{ requestId: 3, code: 'CLIENT_ORDER_ID_REUSED' }]), wait);
		const [first, again] = desk.bodies('OrderAnswer');
		expect(again).toMatchObject({ requestId: 2, duplicate: true, orderId: first?.orderId });
		expect(terminal.all('OrderSend')).toHaveLength(1);
	});

	test('tells a denial of risk as an order that was denied, with its cause', async () => {
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toMatchObject([{ life: 'DENIED', denialCode: 'VENUE_LINK_DOWN' }]), wait);
	});

	test('cancels a working order, and closes what does not exist with a reject', async () => {
		const terminal = await rig.terminal(tenant);
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(1), wait);
		const sent = terminal.all('OrderSend')[0]?.body;
		if (sent === undefined) throw new Error('nothing was sent');
		accept(terminal, sent, 50n);
		await vi.waitFor(() => expect(desk.bodies('OrderReport').at(-1)?.life).toBe('ACCEPTED'), wait);
		desk.send('CancelOrder', { requestId: 7, accountId: 1, orderId: Number(sent.orderId) });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer').at(-1)).toMatchObject({ requestId: 7, pending: 'CANCEL_SENT' }), wait);
		await vi.waitFor(() => expect(terminal.all('OrderSend').at(-1)?.body).toMatchObject({ orderId: sent.orderId, order: 50n }), wait);
		desk.send('ClosePosition', { requestId: 8, accountId: 1, instrumentId: 1, positionTicket: 99n, clientOrderId: 'c', qty: null });
		await vi.waitFor(() => expect(desk.bodies('Reject')).toMatchObject([{ requestId: 8, code: 'UNKNOWN_POSITION' }]), wait);
	});

	test('a read-only credential hears everything of its accounts and commands nothing', async () => {
		const terminal = await rig.terminal(tenant);
		const copy = await rig.session(`copy-${tenant}`);
		const desk = await rig.session(`trade-${tenant}`);
		const before = await rig.commandsDone();
		copy.order({ clientOrderId: 'x' });
		copy.send('CancelOrder', { requestId: 2, accountId: 1, orderId: 1_000_001 });
		copy.send('ClosePosition', { requestId: 3, accountId: 1, instrumentId: 1, positionTicket: 1n, clientOrderId: 'c', qty: null });
		await vi.waitFor(() => expect(copy.bodies('Reject').map(({ code }) => code)).toEqual(Array(3).fill('NOT_ALLOWED')), wait);
		expect(await rig.commandsDone()).toBe(before);
		desk.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(1), wait);
		const sent = terminal.all('OrderSend')[0]?.body;
		if (sent !== undefined) fill(terminal, sent, 60n);
		await vi.waitFor(() => expect(copy.bodies('FillReport')).toHaveLength(1), wait);
		const heard = (who: typeof copy) =>
			who.received.filter(({ name }) => name.endsWith('Report')).map(({ name, body }) => ({ name, body }));
		await vi.waitFor(() => expect(heard(copy)).toEqual(heard(desk)), wait);
		expect(copy.bodies('OrderReport')[0]).toMatchObject({ clientOrderId: 'a' });
	});

	test('refuses more orders a second than the credential has, says when to come again, and lets a cancel pass', async () => {
		await rig.configure(tenant, [trading(tenant, { ordersPerSecond: 5 })]);
		const terminal = await rig.terminal(tenant);
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'n1', requestId: 1 });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toHaveLength(1), wait);
		const first = desk.bodies('OrderAnswer')[0]?.orderId ?? 0;
		for (let n = 2; n <= 9; n++) desk.order({ clientOrderId: `n${n}`, requestId: n });
		desk.send('CancelOrder', { requestId: 10, accountId: 1, orderId: first });
		await vi.waitFor(() => expect(desk.bodies('Reject').some(({ requestId }) => requestId === 10)).toBe(true), wait);
		const throttled = desk.bodies('Reject').filter(({ code }) => code === 'THROTTLED');
		expect(throttled.length).toBeGreaterThanOrEqual(3); // of nine at once five may pass, and one more for each 200 ms that this took
		for (const { retryAfterMs } of throttled) {
			expect(retryAfterMs).toBeGreaterThan(0);
			expect(retryAfterMs).toBeLessThanOrEqual(200);
		}
		expect(desk.bodies('Reject').at(-1)).toMatchObject({ requestId: 10, code: 'NOT_READY' }); // it reached the engine
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(9 - throttled.length), wait);
	});

	test('counts sessions, commands and rejects by tenant', async () => {
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'a', accountId: 9 });
		await vi.waitFor(
			() => expect(rig.counts.get(tenant)).toMatchObject({ sessions: 1, commands: 1, rejects: { UNKNOWN_ACCOUNT: 1 } }),
			wait,
		);
		desk.cut();
		await vi.waitFor(() => expect(rig.counts.get(tenant)?.sessions).toBe(0), wait);
	});
});
