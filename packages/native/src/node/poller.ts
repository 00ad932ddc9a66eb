import { createServer, type Server, type Socket } from 'node:net';
import { gone, maxWaitMs, type Poller, readable, type Waker, writable } from '../types.ts';

type Listener = { readonly server: Server; readonly waiting: Socket[] };
type Line = { readonly socket: Socket; ended: boolean; watchesRoom: boolean };
const maxEvents = 1024;

/** Keeps the readiness that epoll would tell, from what Node's own streams say. */
export function createPoller(): Poller {
	const listeners = new Map<number, Listener>();
	const lines = new Map<number, Line>();
	const events = new Int32Array(maxEvents * 2);
	const cell = new Int32Array(new SharedArrayBuffer(4));
	let lastId = 0;
	let isOpen = true;
	let rouse: () => void = () => undefined;

	const line = (id: number): Line => {
		const found = lines.get(id);
		if (found === undefined) throw new RangeError(`no such connection: ${id}`);
		return found;
	};

	function look(): number {
		let count = 0;
		const tell = (id: number, what: number): void => {
			if (what === 0 || count === maxEvents) return;
			events[count * 2] = id;
			events[count * 2 + 1] = what;
			count += 1;
		};
		for (const [id, { waiting }] of listeners) tell(id, waiting.length > 0 ? readable : 0);
		for (const [id, { socket, ended, watchesRoom }] of lines) {
			const hasNews = ended || socket.readableLength > 0;
			tell(id, (hasNews ? readable : 0) | (watchesRoom && !ended && !socket.writableNeedDrain ? writable : 0));
		}
		return count;
	}

	/** Until something changes, another thread wakes us, or the time is over. */
	async function wait(timeoutMs: number): Promise<void> {
		const woken = Atomics.waitAsync(cell, 0, 0, timeoutMs);
		const told = new Promise<void>((resolve) => {
			rouse = resolve;
		});
		await Promise.race([told, woken.async ? woken.value : undefined]);
		// Ends a wait that is still going on, so that none is left behind.
		Atomics.notify(cell, 0);
	}

	return {
		events,
		waker: { cell: cell.buffer },
		listen: (host, port) =>
			new Promise((resolve, reject) => {
				const waiting: Socket[] = [];
				const server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
					socket.on('error', () => undefined); // it closes as well, which is what counts
					waiting.push(socket);
					rouse();
				});
				server.once('error', reject);
				server.listen(port, host, () => {
					const address = server.address();
					const id = ++lastId;
					listeners.set(id, { server, waiting });
					resolve({ id, port: typeof address === 'object' && address !== null ? address.port : port });
				});
			}),
		async poll({ timeoutMs }) {
			if (!isOpen) throw new Error('the poller is closed');
			// Sockets are read by the event loop: give it one turn before looking.
			await new Promise((resolve) => setImmediate(resolve));
			let count = look();
			const isWoken = Atomics.exchange(cell, 0, 0) !== 0;
			if (count === 0 && !isWoken && timeoutMs > 0) {
				await wait(Math.min(timeoutMs, maxWaitMs));
				Atomics.store(cell, 0, 0);
				count = look();
			}
			return count;
		},
		accept(listenerId) {
			const found = listeners.get(listenerId);
			if (found === undefined) throw new RangeError(`no such connection: ${listenerId}`);
			const socket = found.waiting.shift();
			if (socket === undefined) return -1;
			const id = ++lastId;
			const accepted: Line = { socket, ended: socket.destroyed, watchesRoom: false };
			const end = (): void => {
				accepted.ended = true;
				rouse();
			};
			socket.on('readable', () => rouse());
			socket.on('drain', () => rouse());
			socket.on('end', end);
			socket.on('close', end);
			lines.set(id, accepted);
			return id;
		},
		read(id, into, from = 0) {
			const { socket, ended } = line(id);
			if (from > into.length) throw new RangeError('the offset is beyond the end of the bytes');
			const length = Math.min(socket.readableLength, into.length - from);
			// Asking for nothing still starts the stream's next read, and ends it where the other side has.
			const chunk: unknown = socket.read(length);
			if (!(chunk instanceof Uint8Array) || length === 0) return ended ? gone : 0;
			into.set(chunk, from);
			return chunk.length;
		},
		write(id, bytes, from = 0) {
			const { socket, ended } = line(id);
			if (from > bytes.length) throw new RangeError('the offset is beyond the end of the bytes');
			if (ended || !socket.writable) return gone;
			if (socket.writableNeedDrain) return 0;
			socket.write(Uint8Array.prototype.slice.call(bytes, from));
			return bytes.length - from;
		},
		watchRoom(id, on) {
			line(id).watchesRoom = on;
		},
		close(id) {
			lines.get(id)?.socket.destroy();
			lines.delete(id);
			const listener = listeners.get(id);
			listener?.server.close();
			for (const socket of listener?.waiting ?? []) socket.destroy();
			listeners.delete(id);
		},
		detach: () => undefined,
		adopt() {
			throw new Error('without the addon no line can be taken over from another thread');
		},
		closeAll() {
			isOpen = false;
			for (const id of [...lines.keys(), ...listeners.keys()]) this.close(id);
		},
	};
}

export function wake(waker: Waker): void {
	if (!('cell' in waker)) throw new Error('this waker is of a poller of the addon');
	const cell = new Int32Array(waker.cell);
	Atomics.store(cell, 0, 1);
	Atomics.notify(cell, 0);
}
