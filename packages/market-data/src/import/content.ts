import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { crc32, createGunzip } from 'node:zlib';
import { lzma } from '@napi-rs/lzma';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { ImportError } from './rows.ts';

/** What a file holds once unpacked. */
export type Content = {
	/** Of the file itself: for progress. */
	readonly fileBytes: number;
	/** The zip's entry, or the file's own name. */
	readonly name: string;
	/**
	 * Its bytes from `offset` (of the unpacked content) on; each chunk says how much of the file has been read by then.
	 * @throws ImportError where the file is damaged
	 */
	read(offset: number): AsyncGenerator<{ readonly bytes: Uint8Array; readonly fileBytesRead: number }>;
};

const defaultChunkBytes = 1 << 18;
/** An hour of ticks unpacks to some hundred kilobytes: more is no such file, or one made to fill the memory. */
const lzmaBytesMax = 16 << 20;

/** Looks at the first bytes: zip, gzip, or the content itself; `lzma` where the format is packed that way. @throws ImportError */
export async function contentOf(
	file: string,
	input: { readonly packing?: 'lzma' | undefined; readonly chunkBytes?: number | undefined } = {},
): Promise<Content> {
	const { packing, chunkBytes = defaultChunkBytes } = input;
	const { size } = await stat(file);
	const head = await firstBytes(file);
	if (packing === 'lzma') return { fileBytes: size, name: basename(file), read: (offset) => fromLzma(file, offset) };
	if (head[0] === 0x50 && head[1] === 0x4b) return zipContent(file, size);
	const isGzip = head[0] === 0x1f && head[1] === 0x8b;
	const isUtf16 = head[0] === 0xff && head[1] === 0xfe;
	return {
		fileBytes: size,
		name: basename(file),
		read: (offset) => (isGzip ? fromGzip(file, offset) : isUtf16 ? fromUtf16(file, offset) : fromPlain(file, { offset, chunkBytes })),
	};
}

async function firstBytes(file: string): Promise<Uint8Array> {
	const handle = await open(file);
	try {
		return (await handle.read(new Uint8Array(4), 0, 4, 0)).buffer;
	} finally {
		await handle.close();
	}
}

async function* fromPlain(file: string, { offset, chunkBytes }: { readonly offset: number; readonly chunkBytes: number }) {
	let fileBytesRead = offset;
	for await (const bytes of createReadStream(file, { start: offset, highWaterMark: chunkBytes })) {
		fileBytesRead += bytes.length;
		yield { bytes, fileBytesRead };
	}
}

async function* fromGzip(file: string, offset: number) {
	const packed = createReadStream(file, { highWaterMark: defaultChunkBytes });
	const unpacked = packed.pipe(createGunzip({ chunkSize: defaultChunkBytes }));
	packed.on('error', (error) => unpacked.destroy(error));
	try {
		yield* skipping(unpacked, { offset, fileBytesRead: () => packed.bytesRead });
	} catch (error) {
		throw damaged(file, error);
	} finally {
		packed.destroy();
	}
}

/** Some terminals export UTF-16; the rest of the importer knows bytes of ASCII alone. */
async function* fromUtf16(file: string, offset: number) {
	let fileBytesRead = 0;
	const decoder = new TextDecoder('utf-16le');
	async function* decoded() {
		for await (const bytes of createReadStream(file, { highWaterMark: defaultChunkBytes })) {
			fileBytesRead += bytes.length;
			yield Buffer.from(decoder.decode(bytes, { stream: true }));
		}
		yield Buffer.from(decoder.decode());
	}
	yield* skipping(decoded(), { offset, fileBytesRead: () => fileBytesRead });
}

/** An empty file is an hour without ticks. */
async function* fromLzma(file: string, offset: number) {
	const name = basename(file);
	const packed = createReadStream(file, { highWaterMark: defaultChunkBytes });
	let unpacked = 0;
	async function* bounded() {
		for await (const bytes of lzma.decompressStream(Readable.toWeb(packed))) {
			unpacked += bytes.length;
			if (unpacked > lzmaBytesMax) throw new ImportError(`${name} unpacks to more than ${lzmaBytesMax} bytes: that is no hour of ticks`);
			yield bytes;
		}
	}
	try {
		if ((await stat(file)).size > 0) yield* skipping(bounded(), { offset, fileBytesRead: () => packed.bytesRead });
	} catch (error) {
		throw damaged(file, error);
	} finally {
		packed.destroy();
	}
}

async function zipContent(file: string, fileBytes: number): Promise<Content> {
	const zip = await openZip(file);
	const entries: Entry[] = [];
	try {
		for await (const entry of zip.eachEntry()) {
			entries.push(entry);
			if (entries.length > 1000) throw new ImportError(`${basename(file)} has more than 1,000 entries: unpack it and name the files`);
		}
	} catch (error) {
		throw damaged(file, error);
	} finally {
		zip.close();
	}
	// HistData puts a text file with remarks beside the data.
	const data = entries.filter(({ fileName }) => !fileName.endsWith('/') && !/\.txt$/i.test(fileName));
	const [only] = data;
	if (only === undefined || data.length > 1) {
		const names = data.slice(0, 5).map(({ fileName }) => fileName);
		throw new ImportError(
			`${basename(file)} should hold one file of data, and holds ${data.length}${data.length === 0 ? '' : ` (${names.join(', ')})`}`,
		);
	}
	return { fileBytes, name: only.fileName, read: (offset) => fromZip(file, { entry: only.fileName, offset }) };
}

async function* fromZip(file: string, input: { readonly entry: string; readonly offset: number }) {
	const zip = await openZip(file);
	try {
		for await (const entry of zip.eachEntry()) {
			if (entry.fileName !== input.entry) continue;
			const stream = await zip.openReadStreamPromise(entry);
			let unpacked = 0;
			let sum = 0;
			async function* checked() {
				for await (const bytes of stream) {
					unpacked += bytes.length;
					sum = crc32(bytes, sum);
					yield bytes;
				}
				if (sum !== entry.crc32) throw new ImportError(`${basename(file)} is damaged: its checksum does not match`);
			}
			const ratio = entry.compressedSize / Math.max(1, entry.uncompressedSize);
			yield* skipping(checked(), { offset: input.offset, fileBytesRead: () => Math.round(unpacked * ratio) });
			return;
		}
	} catch (error) {
		throw damaged(file, error);
	} finally {
		zip.close();
	}
}

const damaged = (file: string, error: unknown): ImportError =>
	error instanceof ImportError
		? error
		: new ImportError(`${basename(file)} is damaged: ${error instanceof Error ? error.message : String(error)}`);

async function openZip(file: string): Promise<ZipFile> {
	try {
		return await openPromise(file, { autoClose: false, lazyEntries: true });
	} catch (error) {
		throw damaged(file, error);
	}
}

/** A packed stream has no way to begin in its middle: what was read before is unpacked again and left out. */
async function* skipping(stream: AsyncIterable<Uint8Array>, input: { readonly offset: number; readonly fileBytesRead: () => number }) {
	let left = input.offset;
	for await (const bytes of stream) {
		const rest = left === 0 ? bytes : bytes.subarray(Math.min(left, bytes.length));
		left -= bytes.length - rest.length;
		if (rest.length > 0) yield { bytes: rest, fileBytesRead: input.fileBytesRead() };
	}
}
