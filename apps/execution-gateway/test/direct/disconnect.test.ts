import { createCodec, orderEntryProtocol } from '@meridian/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { FakeTerminal } from '../fake-terminal.ts';
import { type Institution, limitOrder } from './institution.ts';
import { accept, fill, Rig, removed, trading, wait } from './rig.ts';

const REMOVE = 5;
const outOfSequence = createCodec(orderEntryProtocol).encode('Heartbeat', 1_000_000, {});

/** Cancel-on-disconnect, dead peers and slow readers. */
describe('a session that vanishes', () => {
	const rig = new Rig();
	let tenant = 0;
	let terminal: FakeTerminal;
	const sends = (action?: number) =>
		terminal.all('OrderSend').flatMap(({ body }) => (action === undefined || body.action === action ? [body] : []));
	const removals = () => sends(REMOVE).map(({ order }) => order);
	beforeAll(() => rig.start(), 60_000);
	beforeEach(async () => {
		tenant += 1;
		await rig.configure(tenant, [trading(tenant), trading(tenant, { credentialId: `other-${tenant}` })]);
		terminal = await rig.terminal(tenant);
	}, 60_000);
	afterAll(() => rig.close(), 60_000);

	/** An order at the venue, with a ticket of its own. */
	async function working(desk: Institution, order: Parameters<Institution['order']>[0], ticket: bigint): Promise<void> {
		const before = sends().length;
		desk.order(order);
		await vi.waitFor(() => expect(sends(), desk.bodies('OrderAnswer').at(-1)?.denialCode).toHaveLength(before + 1), wait);
		const sent = sends()[before];
		if (sent === undefined) throw new Error('nothing was sent');
		accept(terminal, sent, ticket);
		await vi.waitFor(() => expect(desk.bodies('OrderReport').some(({ venueOrderTicket }) => venueOrderTicket === ticket)).toBe(true), wait);
	}

	test('its working entry orders are taken back, those of others stay', async () => {
		const desk = await rig.session(`trade-${tenant}`);
		const other = await rig.session(`other-${tenant}`);
		await working(desk, { clientOrderId: 'a' }, 10n);
		await working(desk, { clientOrderId: 'b' }, 11n);
		await working(other, { clientOrderId: 'c' }, 12n);
		desk.cut();
		await vi.waitFor(() => expect(removals()).toEqual([10n, 11n]), wait);
		const taken = () => other.bodies('OrderReport').filter(({ pending }) => pending === 'CANCEL_SENT');
		await vi.waitFor(() => expect(taken().map(({ clientOrderId }) => clientOrderId)).toEqual(['a', 'b']), wait);
	});

	test('the orders of a group are taken back too, also one that waits for another', async () => {
		const desk = await rig.session(`trade-${tenant}`);
		const other = await rig.session(`other-${tenant}`);
		const { requestId, accountId, ...leg } = limitOrder;
		const child = { ...leg, clientOrderId: 'child', side: 'SELL', type: 'MARKET', tif: 'IOC', price: null };
		desk.send('NewOrderGroup', { requestId, accountId, contingency: 'OTO', orders: [{ ...leg, clientOrderId: 'first' }, child] });
		await vi.waitFor(() => expect(sends()).toHaveLength(1), wait);
		const [sent] = sends();
		if (sent !== undefined) accept(terminal, sent, 30n);
		await vi.waitFor(() => expect(desk.bodies('OrderReport').at(-1)).toMatchObject({ venueOrderTicket: 30n }), wait);
		desk.cut();
		await vi.waitFor(() => expect(removals()).toEqual([30n]), wait);
		const lives = () => other.bodies('OrderReport').flatMap(({ clientOrderId, life }) => (clientOrderId === 'child' ? [life] : []));
		await vi.waitFor(() => expect(lives().at(-1)).toBe('CANCELED'), wait);
	});

	test('what only reduces stays', async () => {
		await rig.configure(tenant, [trading(tenant, { accountIds: [2] })]);
		terminal = await rig.terminal(tenant, 2);
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'open', accountId: 2, type: 'MARKET', tif: 'IOC', price: null });
		await vi.waitFor(() => expect(sends()).toHaveLength(1), wait);
		const opened = sends()[0];
		if (opened === undefined) throw new Error('nothing was sent');
		fill(terminal, opened, 60n);
		await vi.waitFor(() => expect(desk.bodies('FillReport')).toHaveLength(1), wait);
		await working(desk, { clientOrderId: 'exit', accountId: 2, side: 'SELL', price: 120_000, reduceOnly: true }, 21n);
		await working(desk, { clientOrderId: 'entry', accountId: 2 }, 22n);
		desk.cut();
		await vi.waitFor(() => expect(removals()).toEqual([22n]), wait);
	});

	test('nothing is taken back where its logon asked for that', async () => {
		const desk = await rig.session(`trade-${tenant}`, { logon: { cancelOnDisconnect: false } });
		const other = await rig.session(`other-${tenant}`);
		await working(desk, { clientOrderId: 'a' }, 10n);
		await working(other, { clientOrderId: 'b' }, 11n);
		desk.cut();
		other.cut();
		await vi.waitFor(() => expect(removals()).toEqual([11n]), wait);
	});

	test('an order that has no ticket yet is taken back as soon as it has one', async () => {
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(sends()).toHaveLength(1), wait);
		desk.cut();
		await vi.waitFor(() => expect(rig.counts.get(tenant)?.sessions).toBe(0), wait);
		expect(removals()).toEqual([]);
		const sent = sends()[0];
		if (sent !== undefined) accept(terminal, sent, 10n);
		await vi.waitFor(() => expect(removals()).toEqual([10n]), wait);
		if (sent !== undefined) removed(terminal, sent, 10n);
		const back = await rig.session(`trade-${tenant}`, { logon: { resume: [{ accountId: 1, afterAccountSeq: 0 }] } });
		await vi.waitFor(() => expect(back.bodies('OrderReport').at(-1)).toMatchObject({ clientOrderId: 'a', life: 'CANCELED' }), wait);
	});

	test('a logout counts as a disconnect', async () => {
		const desk = await rig.session(`trade-${tenant}`);
		await working(desk, { clientOrderId: 'a' }, 10n);
		desk.send('Logout', { code: 'LOGOUT', message: 'bye' });
		await vi.waitFor(() => expect(removals()).toEqual([10n]), wait);
		await vi.waitFor(() => expect(desk.closed).toBe(true), wait);
	});

	test('a peer that is silent for three heartbeats is dead, and one that sends its heartbeats is not', async () => {
		const dead = await rig.session(`trade-${tenant}`, { logon: { heartbeatMs: 250 } });
		const alive = await rig.session(`other-${tenant}`, { logon: { heartbeatMs: 250 } });
		const beat = setInterval(() => alive.send('Heartbeat', {}), 100);
		await working(dead, { clientOrderId: 'a' }, 10n);
		await vi.waitFor(() => expect(dead.bodies('Logout')).toMatchObject([{ code: 'SILENT' }]), wait);
		await vi.waitFor(() => expect(removals()).toEqual([10n]), wait);
		clearInterval(beat);
		expect(alive.bodies('Logout')).toEqual([]);
		expect(alive.bodies('Heartbeat').length).toBeGreaterThan(0);
	});

	test('a peer that does not read is cut once its queue is full, and the others are served on', async () => {
		const slow = await rig.session(`other-${tenant}`);
		const desk = await rig.session(`trade-${tenant}`);
		await vi.waitFor(() => expect(rig.counts.get(tenant)?.sessions).toBe(2), wait);
		slow.stopReading();
		// Each is out of sequence and answered with a reject, until the kernel's buffers and the bound are full.
		const thousand = Buffer.concat(Array.from({ length: 1_000 }, () => outOfSequence));
		await vi.waitFor(() => {
			slow.raw(thousand);
			expect(rig.counts.get(tenant)?.sessions).toBe(1);
		}, wait);
		desk.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toHaveLength(1), wait);
	}, 60_000);
});
