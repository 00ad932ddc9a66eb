import { randomBytes } from 'node:crypto';
import { createConnection, type Socket } from 'node:net';

/** What a socket of the load does with what comes. */
export type Ear = {
	/** A message of `bytes`; its text where `wantsText`. */
	onMessage(bytes: number, text: string): void;
	readonly wantsText: boolean;
	/** With the code of the server's close frame, or 1006. */
	onClose(code: number): void;
};
export type Wire = {
	send(text: string): void;
	/** Reads no more, as a program that hangs. */
	stall(): void;
	/** Reads again. */
	resume(): void;
	destroy(): void;
};

const opcodes = { text: 1, close: 8, ping: 9, pong: 10 } as const;
/** One for all sockets of the process: what is read is looked at before the next is read. */
const shared = Buffer.allocUnsafe(65_536);

/** A frame of a client: masked, with a mask of zeros, which leaves the text as it is. */
function frame(opcode: number, payload: Buffer): Buffer {
	const headLength = payload.length < 126 ? 6 : 8;
	const out = Buffer.alloc(headLength + payload.length);
	out[0] = 0x80 | opcode;
	if (payload.length < 126) out[1] = 0x80 | payload.length;
	else {
		out[1] = 0x80 | 126;
		out.writeUInt16BE(payload.length, 2);
	}
	payload.copy(out, headLength);
	return out;
}

/**
 * A WebSocket that costs next to nothing: it counts frames by their heads and looks into those alone that are to be read. Whole frames without compression, as
 * the server sends them. Resolves when it is up.
 */
export function openWire(target: { readonly host: string; readonly port: number; readonly path: string }, ear: Ear): Promise<Wire> {
	return new Promise((resolve, reject) => {
		let isUp = false;
		let closeCode = 1_006;
		/** Of a head that has not come whole, or of a frame that is read. */
		let rest: Buffer | null = null;
		/** Bytes of a frame's payload that are still to come and are not looked at. */
		let skip = 0;
		const wire: Wire = {
			send: (text) => void socket.write(frame(opcodes.text, Buffer.from(text))),
			stall: () => void socket.pause(),
			resume: () => void socket.resume(),
			destroy: () => void socket.destroy(),
		};
		const socket: Socket = createConnection({
			...{ host: target.host, port: target.port, noDelay: true },
			onread: {
				buffer: shared,
				callback(length) {
					if (isUp) take(shared, length);
					else greet(shared, length);
					return true;
				},
			},
		});
		socket.on('connect', () =>
			socket.write(
				`GET ${target.path} HTTP/1.1\r\nhost: ${target.host}:${target.port}\r\nconnection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-protocol: graphql-transport-ws\r\nsec-websocket-key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
			),
		);
		socket.on('error', () => undefined);
		socket.on('close', () => {
			if (!isUp) reject(new Error('the line was closed before it was up'));
			ear.onClose(closeCode);
		});

		function greet(chunk: Buffer, length: number): void {
			const head: Buffer = Buffer.concat([rest ?? Buffer.alloc(0), chunk.subarray(0, length)]);
			const end = head.indexOf('\r\n\r\n');
			rest = head;
			if (end < 0) return;
			rest = null;
			const line = head.toString('latin1', 0, head.indexOf('\r\n'));
			if (!line.includes(' 101 ')) {
				reject(new Error(`refused: ${line}`));
				socket.destroy();
				return;
			}
			isUp = true;
			resolve(wire);
			take(head.subarray(end + 4), head.length - end - 4);
		}

		function take(chunk: Buffer, length: number): void {
			let at = 0;
			let data = chunk;
			let end = length;
			if (rest !== null) {
				data = Buffer.concat([rest, chunk.subarray(0, length)]);
				end = data.length;
				rest = null;
			}
			while (at < end) {
				if (skip > 0) {
					const passed = Math.min(skip, end - at);
					skip -= passed;
					at += passed;
					continue;
				}
				const small = (data[at + 1] ?? 0) & 0x7f;
				const headLength = small < 126 ? 2 : small === 126 ? 4 : 10;
				if (end - at < headLength) break;
				const size = small < 126 ? small : small === 126 ? data.readUInt16BE(at + 2) : Number(data.readBigUInt64BE(at + 2));
				const opcode = (data[at] ?? 0) & 0x0f;
				if (opcode === opcodes.text && !ear.wantsText) {
					ear.onMessage(size, '');
					at += headLength;
					skip = size;
					continue;
				}
				if (end - at < headLength + size) break;
				const from = at + headLength;
				at = from + size;
				if (opcode === opcodes.text) ear.onMessage(size, data.toString('utf8', from, at));
				else if (opcode === opcodes.ping) socket.write(frame(opcodes.pong, data.subarray(from, at)));
				else if (opcode === opcodes.close) {
					closeCode = size >= 2 ? data.readUInt16BE(from) : 1_005;
					socket.end(frame(opcodes.close, data.subarray(from, at)));
				}
			}
			// The buffer is used for the next socket: what is left is copied.
			rest = at < end ? Buffer.from(data.subarray(at, end)) : null;
		}
	});
}
