import { createServer, type Socket } from 'node:net';
import { createCodec, type EntryProtocol, entryProtocol, entryVersion, FrameReader, type Message } from './index.ts';
import { loginProof, newNonce, proofMatches } from './login.ts';

const codec = createCodec(entryProtocol);
type Name = keyof EntryProtocol & string;
export type FakeLine = { send<N extends Name>(name: N, body: Message<EntryProtocol, N>): void; cut(): void };
export type FakeGateway = {
	readonly port: number;
	/** Names of the frames that came, in order. */
	readonly received: string[];
	readonly lines: FakeLine[];
	close(): Promise<void>;
};

/** A gateway that logs clients in and answers as told. `onRequest` gets every frame after the login but pings. */
export async function startFakeGateway(input: {
	readonly key: Uint8Array;
	readonly proofKey?: Uint8Array;
	readonly port?: number;
	/** Says nothing at all, as a host that vanished. */
	readonly mute?: boolean;
	readonly onRequest?: (line: FakeLine, message: ReturnType<typeof codec.decode>) => void;
}): Promise<FakeGateway> {
	const received: string[] = [];
	const lines: FakeLine[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
		const reader = new FrameReader();
		const nonce = newNonce();
		let seq = 0;
		const line: FakeLine = {
			send: (name, body) => void socket.write(codec.encode(name, ++seq, body)),
			cut: () => socket.destroy(),
		};
		lines.push(line);
		if (!input.mute) line.send('Challenge', { protocolVersion: entryVersion, gatewayNonce: nonce });
		socket.on('data', (chunk) => {
			for (const frame of reader.push(chunk)) {
				const message = codec.decode(frame);
				received.push(message.name);
				if (message.name === 'Ping') line.send('Pong', message.body);
				else if (message.name === 'Login') {
					const expected = loginProof(input.key, { label: 'client', first: nonce, second: message.body.clientNonce });
					if (!proofMatches(expected, message.body.loginMac)) line.send('LoginRefused', { reason: 'the key does not match' });
					else {
						const key = input.proofKey ?? input.key;
						line.send('LoginOk', {
							gatewayMac: loginProof(key, { label: 'gateway', first: message.body.clientNonce, second: nonce }),
							epoch: 3n,
						});
					}
				} else input.onRequest?.(line, message);
			}
		});
	});
	await new Promise<void>((resolve) => server.listen(input.port ?? 0, '127.0.0.1', resolve));
	const address = server.address();
	return {
		port: typeof address === 'object' && address !== null ? address.port : 0,
		received,
		lines,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}
