// Places one order, follows its reports to the end, and says what became of it. Plain JavaScript, Node 20 or newer.
//   MERIDIAN_HOST=127.0.0.1 MERIDIAN_PORT=7407 MERIDIAN_CREDENTIAL=demo-aurora MERIDIAN_SECRET=... node place-order.js EURUSD 0.10
import { randomUUID } from 'node:crypto';
import { connect } from '@meridian/sdk';

const [symbol = 'EURUSD', quantity = '0.10'] = process.argv.slice(2);
const client = await connect({
	host: process.env.MERIDIAN_HOST ?? '127.0.0.1',
	port: Number(process.env.MERIDIAN_PORT ?? 7407),
	credentialId: process.env.MERIDIAN_CREDENTIAL ?? '',
	secret: process.env.MERIDIAN_SECRET ?? '',
	onStatus: (status) => console.log(`line: ${status.state}`),
});
const [account] = client.accounts;
const reports = client.reports();

// One id for one intention. Whatever happens to the line, asking again with this id never makes a second order.
const order = {
	accountId: account.accountId,
	symbol,
	clientOrderId: randomUUID(),
	side: 'BUY',
	type: 'MARKET',
	timeInForce: 'IOC',
	quantity,
};
let outcome = await client.placeOrder(order);
for (let asked = 1; outcome.kind === 'unknown' && asked < 5; asked += 1) outcome = await client.placeOrder(order);
console.log(`order: ${outcome.kind} ${outcome.code ?? ''}`);

const ended = new Set(['FILLED', 'CANCELED', 'REJECTED', 'EXPIRED', 'NOT_SENT', 'DENIED']);
if (outcome.kind === 'order') {
	for await (const report of reports) {
		if (report.kind === 'fill' && report.fill.orderId === outcome.order.orderId)
			console.log(`fill: ${report.fill.quantity} at ${report.fill.price}`);
		if (report.kind !== 'order' || report.order.orderId !== outcome.order.orderId) continue;
		console.log(`report: ${report.order.life}`);
		if (ended.has(report.order.life)) break;
	}
}
await client.close();
