import { createSocket } from 'node:dgram';

/** A name server on 127.0.0.1 that knows TXT records alone. A name that it does not know does not exist. */
export async function startDns(): Promise<{ readonly address: string; readonly records: Map<string, string>; close(): void }> {
	const records = new Map<string, string>();
	const socket = createSocket('udp4');
	socket.on('message', (query, peer) => {
		const { name, end } = nameAt(query, 12);
		const text = records.get(name);
		const header = Buffer.from(query.subarray(0, 12));
		header.writeUInt16BE(text === undefined ? 0x8583 : 0x8580, 2);
		header.writeUInt16BE(text === undefined ? 0 : 1, 6);
		header.writeUInt32BE(0, 8);
		socket.send(
			Buffer.concat([header, query.subarray(12, end + 4), text === undefined ? Buffer.alloc(0) : answer(text)]),
			peer.port,
			peer.address,
		);
	});
	await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
	return { address: `127.0.0.1:${socket.address().port}`, records, close: () => void socket.close() };
}

function nameAt(query: Buffer, from: number): { name: string; end: number } {
	const labels: string[] = [];
	let at = from;
	for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
		labels.push(query.toString('latin1', at + 1, at + 1 + length));
		at += 1 + length;
	}
	return { name: labels.join('.').toLowerCase(), end: at + 1 };
}

function answer(text: string): Buffer {
	const head = Buffer.from([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 1, 0, text.length + 1, text.length]);
	return Buffer.concat([head, Buffer.from(text, 'latin1')]);
}
