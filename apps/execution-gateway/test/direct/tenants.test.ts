import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { FakeTerminal } from '../fake-terminal.ts';
import type { Institution } from './institution.ts';
import { Rig, trading, wait } from './rig.ts';

/** Many tenants with the same account numbers and the same client order ids, in the same tick. */
describe('tenants at the direct door', () => {
	const rig = new Rig();
	const tenants = [1, 2, 3, 4];
	let desks: Institution[];
	let copies: Institution[];
	let terminals: FakeTerminal[];
	beforeAll(async () => {
		await rig.start();
		for (const tenant of tenants)
			await rig.configure(tenant, [
				trading(tenant),
				trading(tenant, { credentialId: `copy-${tenant}`, mayTrade: false, accountIds: [1, 2] }),
			]);
		terminals = await Promise.all(tenants.map((tenant) => rig.terminal(tenant)));
		desks = await Promise.all(tenants.map((tenant) => rig.session(`trade-${tenant}`)));
		copies = await Promise.all(tenants.map((tenant) => rig.session(`copy-${tenant}`)));
	}, 60_000);
	afterAll(() => rig.close(), 60_000);

	test('each gets its own orders and reports and nothing of another', async () => {
		const ids = ['a', 'b', 'c'];
		// The quantity says whose order it is.
		for (const clientOrderId of ids) for (const [index, desk] of desks.entries()) desk.order({ clientOrderId, qty: 10 * (index + 1) });
		for (const [index, desk] of desks.entries()) {
			const qty = 10 * (index + 1);
			await vi.waitFor(
				() =>
					expect(desk.bodies('OrderAnswer').map((answer) => [answer.clientOrderId, answer.qty, answer.duplicate])).toEqual(
						ids.map((id) => [id, qty, false]),
					),
				wait,
			);
			await vi.waitFor(() => expect(copies[index]?.bodies('OrderReport')).toEqual(desk.bodies('OrderReport')), wait);
			expect(new Set(desk.bodies('OrderReport').map((report) => report.qty))).toEqual(new Set([qty]));
			await vi.waitFor(
				() => expect(terminals[index]?.all('OrderSend').map(({ body }) => body.volume)).toEqual(ids.map(() => qty / 100)),
				wait,
			);
		}
	});

	test('an account that is not its own is answered as one that does not exist, for every request', async () => {
		const [desk] = desks;
		if (desk === undefined) throw new Error('no desk');
		const before = await rig.commandsDone();
		const ask = async (accountId: number) => {
			const seen = desk.bodies('Reject').length;
			desk.order({ clientOrderId: 'x', accountId, requestId: 1 });
			desk.send('CancelOrder', { requestId: 2, accountId, orderId: 1_000_001 });
			desk.send('ClosePosition', { requestId: 3, accountId, instrumentId: 1, positionTicket: 1n, clientOrderId: 'y', qty: null });
			desk.send('ResendRequest', { requestId: 4, accountId, afterAccountSeq: 0 });
			await vi.waitFor(() => expect(desk.bodies('Reject')).toHaveLength(seen + 4), wait);
			return desk
				.bodies('Reject')
				.slice(seen)
				.map(({ refSeq: _, ...reject }) => reject);
		};
		const foreign = await ask(2); // it exists, but this credential was not given it
		const absent = await ask(4_000_000);
		expect(foreign.map(({ code }) => code)).toEqual(Array(4).fill('UNKNOWN_ACCOUNT'));
		expect(absent).toEqual(foreign);
		expect(await rig.commandsDone()).toBe(before);
	});

	test('an order of another tenant can’t be cancelled, and looks like one that does not exist', async () => {
		const [first, second] = desks;
		if (first === undefined || second === undefined) throw new Error('no desk');
		const foreign = second.bodies('OrderAnswer')[0]?.orderId ?? 0;
		const ask = async (orderId: number) => {
			const seen = first.bodies('Reject').length;
			first.send('CancelOrder', { requestId: 9, accountId: 1, orderId });
			await vi.waitFor(() => expect(first.bodies('Reject')).toHaveLength(seen + 1), wait);
			const { code, message } = first.bodies('Reject')[seen] ?? { code: '', message: '' };
			return { code, message: message.replace(String(orderId), 'N') };
		};
		expect(foreign).toBeGreaterThan(0);
		expect(await ask(foreign)).toEqual(await ask(9_999_999));
	});

	test('a revoked credential is cut at once and not let in again, and no other is disturbed', async () => {
		const [desk] = desks;
		await rig.configure(1, [trading(1, { credentialId: 'copy-1', mayTrade: false, accountIds: [1, 2] })]);
		await vi.waitFor(() => expect(desk?.bodies('Logout')).toMatchObject([{ code: 'CREDENTIAL_REVOKED' }]), wait);
		await vi.waitFor(() => expect(desk?.closed).toBe(true), wait);
		const again = rig.institution('trade-1');
		await vi.waitFor(() => expect(again.bodies('LogonReject')).toMatchObject([{ code: 'CREDENTIAL_NOT_ACTIVE' }]), wait);
		expect(copies[0]?.closed).toBe(false);
		expect(desks[1]?.closed).toBe(false);
	});

	test('an older configuration does not bring a revoked credential back', async () => {
		expect(await rig.configure(1, [trading(1)], 1)).toBe('STALE_CONFIG');
		const again = rig.institution('trade-1');
		await vi.waitFor(() => expect(again.bodies('LogonReject')).toMatchObject([{ code: 'CREDENTIAL_NOT_ACTIVE' }]), wait);
	});
});
