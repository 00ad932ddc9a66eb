import { connect, createServer, type Socket } from 'node:net';

export type Plug = { readonly port: number; pull(): void; put(): void; close(): Promise<void> };

/** A TCP relay to a service that can be pulled out: connections break, and new ones are closed at once. */
export async function startPlug(target: { readonly host: string; readonly port: number }): Promise<Plug> {
	const sockets = new Set<Socket>();
	let isIn = true;
	const server = createServer((socket) => {
		socket.on('error', () => undefined);
		if (!isIn) return void socket.destroy();
		const far = connect(target);
		for (const [one, other] of [
			[socket, far],
			[far, socket],
		] as const) {
			sockets.add(one);
			one.on('error', () => undefined);
			one.on('close', () => {
				sockets.delete(one);
				other.destroy();
			});
			one.pipe(other);
		}
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const pull = (): void => {
		isIn = false;
		for (const socket of sockets) socket.destroy();
	};
	return {
		port: typeof address === 'object' && address !== null ? address.port : 0,
		pull,
		put: () => {
			isIn = true;
		},
		close: () => {
			pull();
			return new Promise((resolve) => server.close(() => resolve()));
		},
	};
}
