import { crc32 as crc32OfLong } from 'node:zlib';

/** Up to here a loop is faster than the way into zlib. */
const shortBytes = 512;

/** `tables[k * 256 + b]`: the remainder of byte b with k zero bytes behind it, so that eight bytes are taken at once. */
const tables = new Int32Array(8 * 256);
for (let byte = 0; byte < 256; byte++) {
	let rest = byte;
	for (let bit = 0; bit < 8; bit++) rest = (rest & 1) !== 0 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
	tables[byte] = rest;
}
for (let i = 256; i < tables.length; i++) {
	const before = at(i - 256);
	tables[i] = at(before & 255) ^ (before >>> 8);
}

function at(index: number): number {
	return tables[index] ?? 0;
}

/** CRC-32 (IEEE 802.3) of the bytes from `from` up to `to`. */
export function crc32(bytes: Buffer, from: number, to: number): number {
	if (to - from > shortBytes) return crc32OfLong(bytes.subarray(from, to));
	let crc = -1;
	let i = from;
	for (const last = to - 7; i < last; i += 8) {
		const low = bytes.readInt32LE(i) ^ crc;
		const high = bytes.readInt32LE(i + 4);
		crc =
			at(1792 + (low & 255)) ^
			at(1536 + ((low >>> 8) & 255)) ^
			at(1280 + ((low >>> 16) & 255)) ^
			at(1024 + (low >>> 24)) ^
			at(768 + (high & 255)) ^
			at(512 + ((high >>> 8) & 255)) ^
			at(256 + ((high >>> 16) & 255)) ^
			at(high >>> 24);
	}
	for (; i < to; i++) crc = at((crc ^ (bytes[i] ?? 0)) & 255) ^ (crc >>> 8);
	return (crc ^ -1) >>> 0;
}
