import type { Peer } from './peer.ts';

/** Peers are asked in so many groups, one after another: of ten thousand a hundred at once, which takes a millisecond. */
const groups = 100;

/**
 * One timer that asks every peer for a sign of life each `everyMs`, and cuts off who has not answered the last question by then. A ping waits behind what is
 * unread, in the buffers of both systems too: who does not answer does not read, whatever those buffers still swallow.
 */
export class Heartbeat {
	readonly #groups: readonly Set<Peer>[] = Array.from({ length: groups }, () => new Set<Peer>());
	readonly #timer: NodeJS.Timeout;
	readonly #onSilent: (peer: Peer) => void;
	#turn = 0;
	#added = 0;

	constructor(input: { readonly everyMs: number; readonly onSilent: (peer: Peer) => void }) {
		this.#onSilent = input.onSilent;
		this.#timer = setInterval(() => this.#ask(), input.everyMs / groups);
		this.#timer.unref();
	}

	add(peer: Peer): void {
		this.#added += 1;
		peer.group = this.#added % groups;
		this.#groups[peer.group]?.add(peer);
		peer.socket.on('pong', () => {
			peer.answered = true;
		});
	}

	remove(peer: Peer): void {
		this.#groups[peer.group]?.delete(peer);
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	#ask(): void {
		this.#turn += 1;
		for (const peer of this.#groups[this.#turn % groups] ?? []) {
			if (peer.socket.readyState !== peer.socket.OPEN) continue;
			if (peer.answered) peer.ping();
			else this.#onSilent(peer);
		}
	}
}
