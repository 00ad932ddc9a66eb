import { wireEnums } from '@meridian/protocol';
import { expect, test } from 'vitest';
import { orderOf } from '../../src/venue/from-wire.ts';
import { quotes, Terminal } from './terminal.ts';

const { DealReason, OrderReason } = wireEnums;
const ticks = quotes(['1.10000', '1.10010'], ['1.09000', '1.09010'], ['1.12000', '1.12010']);

/** By what way the venue says that something came: ORDER_REASON and DEAL_REASON, by their names. */
test.each([
	['hand', OrderReason.CLIENT, DealReason.CLIENT],
	['hand mobile', OrderReason.MOBILE, DealReason.MOBILE],
	['hand web', OrderReason.WEB, DealReason.WEB],
	['hand expert', OrderReason.EXPERT, DealReason.EXPERT],
])('%s: an order and a deal of somebody else say how they came, in news and in a picture', async (command, order, deal) => {
	const { gateway, ...terminal } = await start();
	await terminal.ask(`${command} buy-limit EURUSD 0.1 1.05`);
	await terminal.ask(`${command} buy EURUSD 0.2`);
	expect(await gateway.heard('OrderItem', ({ price }) => price === 1.05)).toMatchObject({ reason: order, magic: 0n });
	expect(await gateway.heard('DealItem', ({ volume }) => volume === 0.2)).toMatchObject({ reason: deal, magic: 0n });
	gateway.forget();
	await gateway.snapshot();
	expect(gateway.all('OrderItem').find(({ price }) => price === 1.05)).toMatchObject({ reason: order });
	expect(gateway.all('OrderItem').find(({ volumeInitial }) => volumeInitial === 0.2)).toMatchObject({ reason: order, historical: true });
});

test('ours, and what the broker does with ours: its stop loss and its target', async () => {
	const { gateway, ticks: play } = await start();
	const stopped = await gateway.opened({ sl: 1.095 });
	await play(1);
	expect(await gateway.heard('OrderItem', ({ positionId, ticket }) => positionId === stopped && ticket !== stopped)).toMatchObject({
		reason: OrderReason.SL,
	});
	expect(gateway.all('OrderItem').find(({ ticket }) => ticket === stopped)).toMatchObject({ reason: OrderReason.EXPERT });
	const aimed = await gateway.opened({ tp: 1.1 });
	await play(1);
	expect(await gateway.heard('OrderItem', ({ positionId, ticket }) => positionId === aimed && ticket !== aimed)).toMatchObject({
		reason: OrderReason.TP,
	});
});

test('the gateway reads it as the way an order that is not ours came', async () => {
	const { gateway, ask } = await start();
	await ask('hand web buy-limit EURUSD 0.1 1.05');
	const item = await gateway.heard('OrderItem', ({ price }) => price === 1.05);
	const instrument = { instrumentId: 1, symbol: 'EURUSD', priceDigits: 5, qtyDigits: 2 };
	const place = { tenantId: 1, bySymbol: new Map([['EURUSD', instrument]]) } as unknown as Parameters<typeof orderOf>[0];
	expect(orderOf(place, item, { offsetMs: 0 }).foreign).toEqual({ origin: 'HAND', type: 'LIMIT', reason: 'WEB' });
});

async function start() {
	const terminal = await Terminal.start({ ticks });
	return {
		gateway: terminal.gateway,
		ask: (command: string) => terminal.ask(command),
		ticks: (count: number) => terminal.ticks(count),
	};
}
