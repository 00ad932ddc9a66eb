import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP relay to a port that can be cut, or made to swallow what one side says. */
export class Relay {
	readonly #pairs = new Set<readonly [Socket, Socket]>();
	readonly #server: Server;
	/** `mute`: the client hears nothing. `deaf`: the gateway hears nothing. */
	mode: 'through' | 'mute' | 'deaf' = 'through';
	/** May be moved, e.g. to a restarted gateway. 0: nobody is there. */
	targetPort: number;
	port = 0;

	private constructor(targetPort: number) {
		this.targetPort = targetPort;
		this.#server = createServer((client) => {
			client.on('error', () => undefined);
			if (this.targetPort === 0) return void client.destroy();
			const gateway = connect(this.targetPort, '127.0.0.1');
			gateway.on('error', () => undefined);
			const pair = [client, gateway] as const;
			this.#pairs.add(pair);
			client.on('data', (bytes: Buffer) => this.mode !== 'deaf' && gateway.write(bytes));
			gateway.on('data', (bytes: Buffer) => this.mode !== 'mute' && client.write(bytes));
			for (const socket of pair)
				socket.on('close', () => {
					this.#pairs.delete(pair);
					client.destroy();
					gateway.destroy();
				});
		});
	}

	static async open(targetPort: number): Promise<Relay> {
		const relay = new Relay(targetPort);
		await new Promise<void>((resolve) => relay.#server.listen(0, '127.0.0.1', resolve));
		const address = relay.#server.address();
		relay.port = typeof address === 'object' && address !== null ? address.port : 0;
		return relay;
	}

	cut(): void {
		for (const pair of this.#pairs) for (const socket of pair) socket.destroy();
	}

	close(): void {
		this.cut();
		this.#server.close();
	}
}
