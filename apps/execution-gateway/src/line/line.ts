import { connect, createServer, type Server, type Socket } from 'node:net';
import { createCodec, FrameReader, terminalProtocol, WireError } from '@meridian/protocol';

/**
 * `up`; `down`: cut, and refused until up again; `cutAfterOrder`: the next order is delivered to the terminal, nothing comes back and the
 * line stays down; `cutBeforeOrder`: the next order is swallowed and the line stays down.
 */
export const lineStates = ['up', 'down', 'cutAfterOrder', 'cutBeforeOrder'] as const;
export type LineState = (typeof lineStates)[number];
export type OrderFrame = {
	readonly epoch: string;
	readonly commandSeq: string;
	readonly orderId: string;
	/** OrderAction of the wire: a new order, or a request about one. */
	readonly action: number;
	readonly delivered: boolean;
};
export type LineView = {
	readonly server: string;
	readonly login: string;
	readonly state: LineState;
	readonly connected: boolean;
	readonly orderFrames: readonly OrderFrame[];
};

type Address = { readonly host: string; readonly port: number };
export type LineOptions = {
	readonly port: number;
	readonly gateway: Address;
	/** Where else the leader may be: a gateway that does not lead refuses, or says nothing. */
	readonly others?: readonly Address[];
};
export type Line = {
	readonly port: number;
	/** Empty, or why the gateway could not be reached at the last try of a terminal. */
	readonly gatewayTrouble: string;
	lines(): LineView[];
	/** @returns false where no terminal with this login was ever seen. */
	set(login: string, state: LineState): boolean;
	close(): Promise<void>;
};

type Known = { server: string; state: LineState; frames: OrderFrame[]; pair: Pair | undefined };
type Pair = { readonly terminal: Socket; readonly gateway: Socket };
const codec = createCodec(terminalProtocol);
const graceMs = 2_000;

/** A relay between terminals and the gateway that can be cut, and that counts the orders that cross it, independently of both ends. */
export async function createLine(options: LineOptions): Promise<Line> {
	const known = new Map<string, Known>();
	const sockets = new Set<Socket>();
	/** The newest one to have greeted a terminal comes first; one that refuses, or is silent till the terminal gives up, goes to the end. */
	const gateways = [options.gateway, ...(options.others ?? [])];
	let gatewayTrouble = '';

	function relay(terminal: Socket): void {
		const address = gateways[0] ?? options.gateway;
		const gateway = connect({ ...address, noDelay: true });
		gateway.once('close', () => {
			if (gateway.bytesRead === 0 && gateways[0] === address) gateways.push(...gateways.splice(0, 1));
		});
		const pair: Pair = { terminal, gateway };
		let reached = false;
		gateway.on('connect', () => {
			reached = true;
			gatewayTrouble = '';
		});
		gateway.on('error', (error) => {
			if (!reached) gatewayTrouble = `the gateway does not take terminals: ${error.message}`;
		});
		let login: string | undefined;
		terminal.setNoDelay(true);
		const lineOf = () => (login === undefined ? undefined : known.get(login));
		const cut = (): void => {
			terminal.destroy();
			gateway.destroy();
		};
		for (const socket of [terminal, gateway]) {
			sockets.add(socket);
			socket.on('error', cut);
			socket.on('close', () => {
				sockets.delete(socket);
				const line = lineOf();
				if (line?.pair === pair) line.pair = undefined;
				// A terminal that was let finish reading (cutAfterOrder) closes by itself.
				if (socket === terminal || !terminal.writableEnded) cut();
			});
		}

		/** @returns whether the frame goes on. */
		function fromTerminal(frame: Uint8Array): boolean {
			if (frame[4] !== terminalProtocol.Login.id) return true;
			const message = codec.decode(frame);
			if (message.name !== 'Login') return true;
			login = String(message.body.login);
			const line = known.get(login) ?? { server: message.body.server, state: 'up', frames: [], pair: undefined };
			known.set(login, line);
			if (line.state === 'down') {
				cut();
				return false;
			}
			line.pair = pair;
			return true;
		}

		function fromGateway(frame: Uint8Array): boolean {
			const line = lineOf();
			if (frame[4] !== terminalProtocol.OrderSend.id || line === undefined) return true;
			const message = codec.decode(frame);
			if (message.name !== 'OrderSend') return true;
			const { epoch, commandSeq, orderId, action } = message.body;
			const delivered = line.state !== 'cutBeforeOrder';
			line.frames.push({ epoch: String(epoch), commandSeq: String(commandSeq), orderId: String(orderId), action, delivered });
			if (line.state === 'up') return true;
			const deliver = line.state === 'cutAfterOrder';
			line.state = 'down';
			if (deliver) {
				terminal.end(frame); // flushed, then ended: the terminal certainly reads it
				setTimeout(() => terminal.destroy(), graceMs).unref();
				gateway.destroy();
			} else cut();
			return false;
		}

		pump(terminal, gateway, fromTerminal);
		pump(gateway, terminal, fromGateway);
	}

	const server = createServer(relay);
	const port = await listen(server, options.port);
	return {
		port,
		get gatewayTrouble() {
			return gatewayTrouble;
		},
		lines: () =>
			[...known].map(([login, line]) => ({
				server: line.server,
				login,
				state: line.state,
				connected: line.pair !== undefined,
				orderFrames: line.frames,
			})),
		set(login, state) {
			const line = known.get(login);
			if (line === undefined) return false;
			line.state = state;
			if (state === 'down') {
				line.pair?.terminal.destroy();
				line.pair?.gateway.destroy();
			}
			return true;
		},
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				for (const socket of sockets) socket.destroy();
			}),
	};
}

/** Passes whole frames on, as fast as the far side takes them. */
function pump(from: Socket, to: Socket, pass: (frame: Uint8Array) => boolean): void {
	const reader = new FrameReader();
	to.on('drain', () => from.resume());
	from.on('data', (chunk: Buffer) => {
		try {
			for (const frame of reader.push(chunk)) {
				if (!pass(frame) || !to.writable) return;
				if (!to.write(frame)) from.pause();
			}
		} catch (error) {
			if (!(error instanceof WireError)) throw error;
			from.destroy();
		}
	});
}

function listen(server: Server, port: number): Promise<number> {
	return new Promise((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, '127.0.0.1', () => {
			const address = server.address();
			resolve(typeof address === 'object' && address !== null ? address.port : port);
		});
	});
}
