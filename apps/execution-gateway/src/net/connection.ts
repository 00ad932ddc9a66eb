/**
 * One TCP line as the order path sees it: the part of Node's Socket that the sessions use, so that a line of the native poller, a plain
 * socket and a TLS socket serve alike. A chunk handed to 'data' is valid during the call only.
 */
export type Connection = {
	readonly writable: boolean;
	/** Bytes given and not yet taken by the system. */
	readonly writableLength: number;
	write(bytes: Uint8Array): unknown;
	/** From here on most of what is said costs little, as ticks do: so much the more of it is read at once. Where nothing is read in turns, there is none. */
	readInBulk?(): void;
	/** Closes once what was written is out. */
	end(): unknown;
	/** Closes at once. */
	destroy(): unknown;
	on(event: 'data', listener: (chunk: Buffer) => void): unknown;
	on(event: 'error', listener: (error: Error) => void): unknown;
	on(event: 'close', listener: () => void): unknown;
};
