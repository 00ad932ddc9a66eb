import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** Waits for a condition. @throws after 15 s, saying what was awaited. */
export async function until<T>(what: string, condition: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
	const end = performance.now() + 15_000;
	for (;;) {
		const value = await condition();
		if (value !== undefined && value !== false) return value;
		if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
		await delay(20);
	}
}

export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const server = createServer();
		server.once('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address() as AddressInfo;
			server.close(() => resolve(port));
		});
	});
}
