import { beforeAll, expect, test } from 'vitest';
import { buildLoad, type Durability, measureEcho, measureOrders } from '../src/order-path/programs.ts';

let load: string;
beforeAll(async () => {
	load = await buildLoad();
}, 180_000);

test('the C echo gives every frame back', async () => {
	expect(await measureEcho(load, { rate: 200, seconds: 1, frameBytes: 117 })).toMatchObject({ asked: 200, received: 200 });
});

// Longer than the gateway's pings are apart: it cuts a line whose pongs it cannot read, as once happened when the pong had got a field more.
const times = { warmupSec: 1, seconds: 1 };

test.for(['process', 'disk', 'replica'] satisfies Durability[])(
	'the venue gets every order of the load, durability %s',
	async (durability) => {
		const found = await measureOrders(load, { rate: 200, ...times, durability });
		expect(found).toMatchObject({ asked: 200, received: 200 });
		expect(found.p50).toBeGreaterThan(0);
	},
);
