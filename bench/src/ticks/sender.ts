import { once } from 'node:events';
import { connect } from 'node:net';
import { loadNative } from '@meridian/native';
import { createCodec, terminalProtocol } from '@meridian/protocol';
import { z } from 'zod';
import { stampSymbol } from './latency.ts';

/**
 * Sends ticks at a fixed rate, whether or not the other side keeps up. Each carries, as its last price, the moment at which it was due by
 * the clock that both processes share: what waits in the sender counts as latency.
 */
const [port, ratePerSec, count] = z.tuple([z.coerce.number(), z.coerce.number(), z.coerce.number()]).parse(process.argv.slice(2));
const native = loadNative();
native.pinThread(0);
const socket = connect({ port, host: '127.0.0.1', noDelay: true });
await once(socket, 'connect');
const frame = createCodec(terminalProtocol).encode('Tick', 1, { symbol: stampSymbol, timeMs: 1n, bid: 1, ask: 1, last: 0, flags: 14 });
const lastAt = frame.length - 12;
const stepNs = 1e9 / ratePerSec;
const startNs = native.nowNs() + 5e6;
for (let sent = 0; sent < count; ) {
	const due = Math.min(count, Math.floor((native.nowNs() - startNs) / stepNs) + 1) - sent;
	if (due <= 0) continue;
	const bytes = new Uint8Array(frame.length * due);
	const view = new DataView(bytes.buffer);
	for (let n = 0; n < due; n++) {
		bytes.set(frame, n * frame.length);
		view.setFloat64(n * frame.length + lastAt, Math.round(startNs + (sent + n) * stepNs), true);
	}
	sent += due;
	socket.write(bytes);
	// Only for what the socket could not take at once: the loop below must not starve it.
	if (socket.writableLength > 0) await once(socket, 'drain');
}
socket.end();
