/** What this package gives, by the C++ addon or by Node alone: the same words, the same tests. */
export type Native = {
	readonly kind: 'addon' | 'node';
	/** Nanoseconds of a clock that never runs back, from some moment before the program began. A double: exact for 104 days, then to 2 ns. */
	nowNs(): number;
	/** Keeps the calling thread on one processor. False where that can't be done. */
	pinThread(cpu: number): boolean;
	/**
	 * Makes a file of zeros whose blocks are really there, so that writing to it can't fail for lack of space.
	 * @throws DiskFull where less than `sizeBytes` + `leaveFreeBytes` are free; nothing is left behind then.
	 */
	allocateFile(path: string, input: { readonly sizeBytes: number; readonly leaveFreeBytes: number }): void;
	/**
	 * Opens a file made by allocateFile. Its size is fixed from then on: never truncate a mapped file. Threads of one process share its
	 * pages: what one has touched is ready for the others as long as it keeps the file open.
	 */
	mapFile(path: string): MappedFile;
	createPoller(): Poller;
	/** Ends a poll of another thread. Wakes are not counted: several may end one wait. */
	wake(waker: Waker): void;
};

/** A file written at places. What was written is seen at once by every reader of the file, and survives the death of the process, not a power cut. */
export type MappedFile = {
	readonly sizeBytes: number;
	/** The first four bytes are stored last, so that who sees them sees the rest. @throws RangeError beyond the end. */
	write(at: number, bytes: Uint8Array): void;
	/** Fills `into`. @throws RangeError beyond the end. */
	read(at: number, into: Uint8Array): void;
	/** Gets the pages of a range ready that nobody has written yet, so that a later write does not wait for them. */
	touch(from: number, to: number): void;
	/** Unmaps, unless another thread has it open. Every later use throws. */
	close(): void;
};

export const readable = 1;
export const writable = 2;
/** No poll sleeps longer: a thread that sleeps in a system call can't be stopped. */
export const maxWaitMs = 50;
/** What read and write answer for a line that has ended. */
export const gone = -1;

/**
 * Many TCP lines on one thread. Level-triggered: what is not read is told again. The addon blocks the thread in poll(); Node alone
 * gives the event loop its turn, and then poll() returns a promise.
 */
export type Poller = {
	listen(host: string, port: number): Promise<{ readonly id: number; readonly port: number }>;
	/** Looks without sleeping for `spinUs`, then sleeps `timeoutMs`, at most maxWaitMs. Fills `events` with pairs (id, readable | writable) and returns their number. */
	poll(input: { readonly timeoutMs: number; readonly spinUs?: number }): number | Promise<number>;
	/** Pairs of the last poll. */
	readonly events: Int32Array;
	/** The id of a new line, or -1 where none waits. */
	accept(listenerId: number): number;
	/** Bytes put into `into` from `from` on; 0: nothing is there now; `gone`: the line has ended. @throws RangeError for an id that is not open. */
	read(id: number, into: Uint8Array, from?: number): number;
	/** Bytes taken from `from` on; fewer than given: watch for room and go on later; `gone`: the line has ended. */
	write(id: number, bytes: Uint8Array, from?: number): number;
	/** Whether poll() tells `writable`. Off at first. */
	watchRoom(id: number, on: boolean): void;
	close(id: number): void;
	/**
	 * Gives a line away, open as it is, to the poller of another thread of this process; what was not read yet is read there.
	 * @returns what that one adopts; undefined where lines can't be given away (Node alone): nothing has changed then.
	 */
	detach(id: number): number | undefined;
	/** The id of a line that another poller gave away. */
	adopt(descriptor: number): number;
	/** What another thread needs to end our wait; may be posted to it. */
	readonly waker: Waker;
	/** Closes every line and the poller. */
	closeAll(): void;
};

export type Waker = { readonly eventfd: number } | { readonly cell: SharedArrayBuffer };

/** The disk has no room for a file. Nothing was written. */
export class DiskFull extends Error {
	override readonly name = 'DiskFull';
}

export const diskFull = (path: string, sizeBytes: number): DiskFull =>
	new DiskFull(`the disk is full: ${sizeBytes} bytes could not be reserved for ${path}. Free space on its file system`);
