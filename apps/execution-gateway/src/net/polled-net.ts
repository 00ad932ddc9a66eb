import { type Native, readable, type Waker } from '@meridian/native';
import type { Connection } from './connection.ts';
import { PolledLine } from './polled-line.ts';

export type PolledNet = {
	/** @returns the port. @throws where it is taken. */
	listen(port: number, serve: (connection: Connection) => void): Promise<number>;
	/** A connection that another thread gave away; the loop runs from now on, if it did not. */
	adopt(descriptor: number): Connection;
	/** Begins the loop, for a thread that has no listener of its own. */
	run(): void;
	/** Hands everything written so far to the system. The loop does so after every turn. */
	flush(): void;
	/** Ends a wait from another thread. */
	readonly waker: Waker;
	/** No new lines, and the end of those that are there. Other threads may still wake it. */
	stop(): void;
	/** Gives everything back, the waker too: a wake after this could reach whatever has its number then. */
	close(): void;
};

/** So long a turn of sockets may last before timers and other threads' messages get theirs. */
const turnNs = 500_000;
/** What one line is read of in a turn: some thirty orders wait behind that at most, however fast another client sends. */
const lineTurnBytes = 4 * 1024;
/** The same of a line of ticks: some three hundred, which take as long. */
const bulkTurnBytes = 16 * 1024;
/** So long the loop sleeps in the poller, or looks, while nothing happens; timers may be late by as much. */
const idleWaitMs = 4;
/** So long it looks for more at most, after something was there, before timers and other threads' messages get their turn. */
const lookUs = 200;

/**
 * The sockets of the order path on the engine's own thread: wait, read, decide, write, without the event loop in between. After each turn the
 * event loop gets one as well: heartbeats, messages of other threads and TLS lines live there.
 * The loop begins with the first listener: till then the thread is the event loop's alone.
 * @param spinUs so long it looks again and again before it sleeps: a processor for a few microseconds. 0: never. From 4,000 on it never sleeps
 * @param beforeFlush the last chance of a turn to write something.
 * @param atRest done, where it is due, when nothing is there to be read: before the loop sleeps.
 */
export function openPolledNet(
	native: Native,
	input: {
		readonly spinUs: number;
		readonly beforeFlush?: () => void;
		readonly atRest?: { readonly isDue: () => boolean; readonly act: () => void };
	},
): PolledNet {
	const poller = native.createPoller();
	const servers = new Map<number, (connection: Connection) => void>();
	const lines = new Map<number, PolledLine>();
	const changed = new Set<PolledLine>();
	const bulkBuffer = Buffer.allocUnsafe(bulkTurnBytes);
	const buffer = bulkBuffer.subarray(0, lineTurnBytes);
	let isOpen = true;
	let isTurning = false;

	function flush(): void {
		input.beforeFlush?.();
		for (const line of changed) {
			changed.delete(line);
			line.flush();
			if (line.isClosed) lines.delete(line.id);
		}
	}

	function lineOf(id: number): PolledLine {
		const line = new PolledLine(poller, id, (one) => changed.add(one));
		lines.set(id, line);
		return line;
	}

	function accept(listenerId: number, serve: (connection: Connection) => void): void {
		for (let id = poller.accept(listenerId); id !== -1; id = poller.accept(listenerId)) serve(lineOf(id));
	}

	function run(): void {
		if (!isTurning) setImmediate(turn);
		isTurning = true;
	}

	function handle(count: number): void {
		for (let i = 0; i < count && isOpen; i++) {
			const id = poller.events[i * 2] ?? 0;
			const what = poller.events[i * 2 + 1] ?? 0;
			const serve = servers.get(id);
			const line = lines.get(id);
			if (serve !== undefined) accept(id, serve);
			else if (line !== undefined) {
				// After what it says was handled: an order goes out to its terminal before its client hears of it.
				if ((what & readable) !== 0) line.readable(line.isBulk ? bulkBuffer : buffer);
				changed.add(line);
				if ((what & readable) === 0) continue;
				// What one line asked for does not wait for what the others say.
				flush();
			}
		}
		flush();
	}

	const idleUs = idleWaitMs * 1_000;
	const wait = { timeoutMs: input.spinUs < idleUs ? idleWaitMs : 0, spinUs: Math.min(input.spinUs, idleUs) };
	const look = { timeoutMs: 0, spinUs: Math.min(input.spinUs, lookUs) };
	const glance = { timeoutMs: 0 };
	function next(): number | Promise<number> {
		if (input.atRest?.isDue() !== true) return poller.poll(wait);
		const found = poller.poll(glance);
		if (found !== 0) return found;
		input.atRest.act();
		return poller.poll(wait);
	}
	function turn(): void {
		flush();
		if (!isOpen) return;
		const first = next();
		if (typeof first !== 'number') {
			first.then(
				(count) => {
					if (isOpen) handle(count);
					turn();
				},
				(error: unknown) => {
					if (isOpen) throw error;
				},
			);
			return;
		}
		const endNs = native.nowNs() + turnNs;
		for (let count: number | Promise<number> = first; typeof count === 'number' && count > 0; count = poller.poll(look)) {
			handle(count);
			if (!isOpen || native.nowNs() > endNs) break;
		}
		setImmediate(turn);
	}

	function stop(): void {
		if (!isOpen) return;
		flush();
		for (const line of lines.values()) line.destroy();
		for (const id of servers.keys()) poller.close(id);
		isOpen = false;
	}

	return {
		waker: poller.waker,
		flush,
		run,
		adopt(descriptor) {
			run();
			return lineOf(poller.adopt(descriptor));
		},
		async listen(port, serve) {
			const listening = await poller.listen('127.0.0.1', port);
			servers.set(listening.id, serve);
			run();
			return listening.port;
		},
		stop,
		close() {
			stop();
			poller.closeAll();
		},
	};
}
