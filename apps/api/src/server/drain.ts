import type { WebSocket, WebSocketServer } from 'ws';

/** "Service restart" (RFC 6455's registry): clients connect again, to another process, and resume. */
export const restartCode = 1012;
/** All are told within so long, some at a time: ten thousand who come back at once would fall on one other process. */
const spreadMs = 2_000;
const stepMs = 50;
const fewest = 50;
/** Who has not said goodbye by then is cut off. */
const goodbyeMs = 2_000;

/** Sends all sockets elsewhere. Resolves when none is left. No more may be accepted meanwhile. */
export async function drain(sockets: WebSocketServer): Promise<void> {
	const all = [...sockets.clients];
	const step = Math.max(fewest, Math.ceil((all.length * stepMs) / spreadMs));
	for (let from = 0; from < all.length; from += step) {
		if (from > 0) await new Promise((next) => setTimeout(next, stepMs));
		for (const socket of all.slice(from, from + step)) socket.close(restartCode, 'connect again and resume');
	}
	const late = setTimeout(() => {
		for (const socket of sockets.clients) socket.terminate();
	}, goodbyeMs);
	await Promise.all([...sockets.clients].map(closed));
	clearTimeout(late);
}

const closed = (socket: WebSocket): Promise<void> =>
	socket.readyState === socket.CLOSED ? Promise.resolve() : new Promise((done) => socket.once('close', () => done()));
