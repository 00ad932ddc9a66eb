import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { accept, Rig, trading, wait } from './rig.ts';

/** With durability `disk` an answer waits for the disk, and the session may be gone by then. */
describe('a direct session whose answers wait for the disk', () => {
	const rig = new Rig({ durability: 'disk' });
	beforeAll(() => rig.start(), 60_000);
	afterAll(() => rig.close(), 60_000);

	test('answers in order, each after its report', async () => {
		await rig.configure(1, [trading(1)]);
		const terminal = await rig.terminal(1);
		const desk = await rig.session('trade-1');
		const ids = Array.from({ length: 20 }, (_, index) => `n${index}`);
		for (const clientOrderId of ids) desk.order({ clientOrderId });
		await vi.waitFor(() => expect(desk.bodies('OrderAnswer').map(({ clientOrderId }) => clientOrderId)).toEqual(ids), wait);
		const told = desk.received.flatMap(({ name, body }) =>
			name === 'OrderReport' || name === 'OrderAnswer' ? [`${name} ${(body as { clientOrderId: string }).clientOrderId}`] : [],
		);
		expect(told).toEqual(ids.flatMap((id) => [`OrderReport ${id}`, `OrderAnswer ${id}`]));
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(ids.length), wait);
	});

	test('an order whose session vanished before the disk had it is taken back all the same', async () => {
		await rig.configure(2, [trading(2)]);
		const terminal = await rig.terminal(2);
		const desk = await rig.session('trade-2');
		desk.order({ clientOrderId: 'a' });
		desk.finish();
		await vi.waitFor(() => expect(terminal.all('OrderSend')).toHaveLength(1), wait);
		const sent = terminal.all('OrderSend')[0]?.body;
		if (sent === undefined) throw new Error('nothing was sent');
		accept(terminal, sent, 10n);
		await vi.waitFor(() => expect(terminal.all('OrderSend').at(-1)?.body).toMatchObject({ action: 5, order: 10n }), wait);
	});
});
