// Every order event of every account, once each, though the line is lost meanwhile. Node 22 or newer.
//   MERIDIAN_URL=http://127.0.0.1:7401 MERIDIAN_CLIENT=mac-...:mas_... node examples/watch-orders.js
// Or with a token: MERIDIAN_TOKEN=...
import { accounts, createApi } from '@meridian/sdk/api';

const [clientId = '', clientSecret = ''] = (process.env.MERIDIAN_CLIENT ?? '').split(':');
const { MERIDIAN_TOKEN: token } = process.env;
const api = createApi({
	url: process.env.MERIDIAN_URL ?? 'http://127.0.0.1:7401',
	...(token === undefined ? { clientId, clientSecret } : { token: () => token }),
	onStatus: (status) => console.log(`line ${status}`),
});

const { accounts: all } = await api.run(accounts, {});
console.log(`watching ${all.length} accounts`);
await Promise.all(
	all.map(async (account) => {
		for await (const event of api.orderEvents({ accountId: account.id })) {
			if (event.__typename === 'OrderChanged') console.log(event.seq, account.name, event.order.clientOrderId, event.order.life);
			else console.log(event.seq, account.name, event.execution.type, event.execution.quantity, event.execution.price);
		}
	}),
);
