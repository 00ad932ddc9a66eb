import { createCodec, orderEntryProtocol, orderEntryVersion } from '@meridian/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Institution } from './institution.ts';
import { limitOrder } from './institution.ts';
import { Rig, trading, wait } from './rig.ts';

const codec = createCodec(orderEntryProtocol);
const seed = Number(process.env.FUZZ_SEED ?? 20_260_718);
const rounds = Number(process.env.FUZZ_ROUNDS ?? 120);

/** mulberry32: the same numbers for the same seed. */
function randomFrom(start: number): (below: number) => number {
	let state = start;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let bits = Math.imul(state ^ (state >>> 15), 1 | state);
		bits ^= bits + Math.imul(bits ^ (bits >>> 7), 61 | bits);
		return ((bits ^ (bits >>> 14)) >>> 0) % below;
	};
}

const order = (clientOrderId: string) => ({ ...limitOrder, clientOrderId });
const told = (who: Institution) => [...who.bodies('Reject'), ...who.bodies('Logout'), ...who.bodies('LogonReject')].map(({ code }) => code);

/** Whatever comes in: a clear answer, nothing crashes, nothing is done. */
describe('bad frames at the direct door', () => {
	const rig = new Rig();
	let tenant = 0;
	let before = 0;
	beforeAll(() => rig.start(), 60_000);
	beforeEach(async () => {
		tenant += 1;
		await rig.configure(tenant, [trading(tenant), trading(tenant, { credentialId: `copy-${tenant}`, mayTrade: false })]);
		before = await rig.commandsDone();
	}, 60_000);
	afterAll(() => rig.close(), 60_000);
	const nothingDone = async () => expect(await rig.commandsDone()).toBe(before);

	test.each([
		['bytes of another protocol', Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n'), 'OVERSIZED'],
		['a length that no frame has', Buffer.from([1, 0, 0, 0, 9]), 'MALFORMED'],
		['an unknown message', Buffer.from([5, 0, 0, 0, 99, 1, 0, 0, 0]), 'MALFORMED'],
		['a frame that ends inside a field', Buffer.from([6, 0, 0, 0, 10, 1, 0, 0, 0, 7]), 'MALFORMED'],
		['a frame of 20,000 bytes', Buffer.concat([Buffer.from([0x20, 0x4e, 0, 0]), Buffer.alloc(20_000)]), 'OVERSIZED'],
	])('%s: rejected with its code, and the line ends', async (_name, bytes, code) => {
		const desk = await rig.session(`trade-${tenant}`);
		desk.raw(bytes);
		await vi.waitFor(() => expect(desk.closed).toBe(true), wait);
		expect(told(desk)).toEqual([code, code]);
		await nothingDone();
	});

	test('a frame that came before is rejected and ends the line; it is not acted on again', async () => {
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toHaveLength(1), wait);
		before = await rig.commandsDone();
		desk.sendAs(1, 'NewOrder', order('b'));
		await vi.waitFor(() => expect(desk.closed).toBe(true), wait);
		expect(told(desk)).toEqual(['SEQUENCE_TOO_LOW', 'SEQUENCE_TOO_LOW']);
		await nothingDone();
	});

	test('a frame out of sequence is not acted on until the gap is given up', async () => {
		const desk = await rig.session(`trade-${tenant}`);
		desk.sendAs(4, 'NewOrder', { ...order('a'), requestId: 1 });
		await vi.waitFor(
			() => expect(desk.bodies('Reject')).toMatchObject([{ code: 'SEQUENCE_GAP', requestId: 1, refSeq: 4, expectedSeq: 1 }]),
			wait,
		);
		await nothingDone();
		desk.sendAs(1, 'SequenceReset', { nextSeq: 4 });
		desk.sendAs(4, 'NewOrder', { ...order('a'), requestId: 2 });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toMatchObject([{ requestId: 2, duplicate: false }]), wait);
	});

	test('a reset to a sequence that is past is rejected', async () => {
		const desk = await rig.session(`trade-${tenant}`);
		desk.sendAs(1, 'SequenceReset', { nextSeq: 1 });
		await vi.waitFor(() => expect(told(desk)).toEqual(['INVALID_REQUEST']), wait);
	});

	test.each([
		['an unknown side', { side: 'HOLD' }],
		['an unknown type', { type: 'ICEBERG' }],
		['an unknown time in force', { tif: 'LATER' }],
		['a client order id of the wrong letters', { clientOrderId: 'a b' }],
	])('%s is rejected, and the session goes on', async (_name, change) => {
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'a', ...change });
		await vi.waitFor(() => expect(told(desk)).toEqual(['INVALID_REQUEST']), wait);
		await nothingDone();
		desk.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer')).toHaveLength(1), wait);
	});

	test.each([
		['a wrong secret', 'BAD_PROOF', {}, { secret: '00'.repeat(32) }],
		['another protocol version', 'PROTOCOL_VERSION', { protocolVersion: orderEntryVersion + 1 }, {}],
		['a heartbeat of 1 ms', 'INVALID_REQUEST', { heartbeatMs: 1 }, {}],
		['sequences from 0', 'INVALID_REQUEST', { nextOutboundSeq: 0 }, {}],
	])('a logon with %s is refused as %s', async (_name, code, logon, more) => {
		const guest = rig.institution(`trade-${tenant}`, { logon, ...more });
		await vi.waitFor(() => expect(told(guest)).toEqual([code]), wait);
		await vi.waitFor(() => expect(guest.closed).toBe(true), wait);
	});

	test('an id that never was is answered as a wrong secret', async () => {
		const wrong = rig.institution(`trade-${tenant}`, { secret: 'wrong' });
		const never = rig.institution('mc-never', { secret: 'wrong' });
		await vi.waitFor(() => expect(never.bodies('LogonReject')).toHaveLength(1), wait);
		await vi.waitFor(() => expect(wrong.bodies('LogonReject')).toEqual(never.bodies('LogonReject')), wait);
	});

	test('nothing is listened to before the logon', async () => {
		const guest = rig.institution(`trade-${tenant}`, { silent: true });
		guest.order({ clientOrderId: 'a' });
		await vi.waitFor(() => expect(told(guest)).toEqual(['UNEXPECTED']), wait);
		await nothingDone();
	});

	test('a second logon in a session ends it', async () => {
		const desk = await rig.session(`trade-${tenant}`);
		desk.send('Logon', {
			...{
				protocolVersion: orderEntryVersion,
				credentialId: 'x',
				clientNonce: new Uint8Array(16),
				loginMac: new Uint8Array(32),
				sessionKey: 1n,
			},
			...{ nextOutboundSeq: 1, nextInboundSeq: 1, heartbeatMs: 1_000, cancelOnDisconnect: true, resume: [] },
		});
		await vi.waitFor(() => expect(told(desk)).toEqual(['UNEXPECTED', 'UNEXPECTED']), wait);
	});

	test(`${rounds} damaged streams, seed ${seed}: each line ends or goes on with a reject, the door stays open, nothing is done`, async () => {
		const random = randomFrom(seed);
		const valid = [
			codec.encode('NewOrder', 1, order('a')),
			codec.encode('CancelOrder', 2, { requestId: 2, accountId: 1, orderId: 1_000_001 }),
			codec.encode('ResendRequest', 3, { requestId: 3, accountId: 1, afterAccountSeq: 0 }),
			codec.encode('Heartbeat', 4, {}),
		];
		const damaged = (): Buffer => {
			const bytes = Buffer.concat(valid.slice(random(valid.length)));
			for (let n = random(5); n >= 0; n--) bytes[random(bytes.length)] = random(256);
			return random(3) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes;
		};
		for (let round = 0; round < rounds; round++) {
			// A credential that may only read: whatever survives the damage must not become an order.
			const guest = rig.institution(`copy-${tenant}`, { silent: random(4) === 0 });
			await vi.waitFor(() => expect(guest.received.length).toBeGreaterThan(0), wait);
			guest.raw(damaged());
			guest.finish();
			await vi.waitFor(() => expect(guest.closed).toBe(true), wait);
			for (const code of told(guest)) expect(code).toMatch(/^[A-Z_]+$/);
		}
		await nothingDone();
		const desk = await rig.session(`trade-${tenant}`);
		desk.order({ clientOrderId: 'still here' });
		await vi.waitFor(() => expect(told(desk)).toEqual(['INVALID_REQUEST']), wait);
	}, 60_000);
});
