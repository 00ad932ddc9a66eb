// Opens a position, gives it a stop loss and a target at the venue, and lets two orders beside it cancel each other. Plain JavaScript, Node 20 or newer.
//   MERIDIAN_HOST=127.0.0.1 MERIDIAN_PORT=7407 MERIDIAN_CREDENTIAL=demo-aurora MERIDIAN_SECRET=... node protect-position.js EURUSD 0.10
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '@meridian/sdk';

const [symbol = 'EURUSD', quantity = '0.10'] = process.argv.slice(2);
const client = await connect({
	host: process.env.MERIDIAN_HOST ?? '127.0.0.1',
	port: Number(process.env.MERIDIAN_PORT ?? 7407),
	credentialId: process.env.MERIDIAN_CREDENTIAL ?? '',
	secret: process.env.MERIDIAN_SECRET ?? '',
});
const [{ accountId }] = client.accounts;
const { priceDigits } = client.instruments.find((instrument) => instrument.symbol === symbol);
const reports = client.reports();
/** The next report that says it. */
const heard = async (says) => {
	for (;;) {
		const { value, done } = await reports.next();
		if (done) throw new Error('the session ended');
		if (says(value)) return value;
	}
};

const entry = { accountId, symbol, clientOrderId: randomUUID(), side: 'BUY', type: 'MARKET', timeInForce: 'IOC', quantity };
const opened = await client.placeOrder(entry);
if (opened.kind !== 'order') throw new Error(`${opened.kind} ${opened.code ?? ''}`);
const { fill } = await heard((report) => report.kind === 'fill' && report.fill.orderId === opened.order.orderId);
console.log(`opened: ${fill.quantity} at ${fill.price}`);
const at = (share) => (Number(fill.price) * share).toFixed(priceDigits);

// Asked again with the same amendId nothing is sent: the answer says how the position stands now.
const stops = { accountId, symbol, positionTicket: fill.positionTicket, amendId: randomUUID(), stopLoss: at(0.98), takeProfit: at(1.02) };
let outcome = await client.amendPosition(stops);
while (outcome.kind === 'unknown' || (outcome.kind === 'position' && outcome.position.stopsPending === 'SENT')) {
	await pause(50);
	outcome = await client.amendPosition(stops);
}
console.log(`stops: ${outcome.kind} ${outcome.position?.stopLoss} ${outcome.position?.takeProfit}`);

const leg = (type, price) => ({ symbol, clientOrderId: randomUUID(), side: 'BUY', type, quantity, price });
const breakout = { accountId, contingency: 'OCO', orders: [leg('LIMIT', at(0.99)), leg('STOP', at(1.01))] };
const group = await client.placeGroup(breakout);
console.log(`group: ${group.kind} ${group.orders?.map(({ life }) => life).join(' ') ?? ''}`);
if (group.kind === 'orders') {
	for (const { orderId } of group.orders) {
		await heard(({ kind, order }) => kind === 'order' && order.orderId === orderId && order.life === 'ACCEPTED');
		await client.cancelOrder({ accountId, orderId });
	}
}
await client.close();
