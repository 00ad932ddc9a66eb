import { type AnyMessage, headerBytes, type Message, type TerminalProtocol } from '@meridian/protocol';

type Hash = Pick<Message<TerminalProtocol, 'StateHash'>, 'positions' | 'orders' | 'hash'>;

/** What the terminal has told of its positions and working orders, as it would hash them itself: a lost word shows within seconds. */
export class Mirror {
	readonly #positions = new Map<bigint, number>();
	readonly #orders = new Map<bigint, number>();
	#sum = 0;

	/** A complete picture follows. */
	clear(): void {
		this.#positions.clear();
		this.#orders.clear();
		this.#sum = 0;
	}

	/** @param frame the message as it came, without a MAC. */
	hear(message: AnyMessage<TerminalProtocol>, frame: Uint8Array): void {
		switch (message.name) {
			case 'PositionItem':
				this.#put(this.#positions, message.body.identifier, positionHash(frame));
				return;
			case 'PositionGone':
				this.#put(this.#positions, message.body.identifier, undefined);
				return;
			case 'OrderItem':
				this.#put(this.#orders, message.body.ticket, message.body.historical ? undefined : fnv1a(frame.subarray(headerBytes)));
				return;
			default:
		}
	}

	/** What a picture that has just been told should hash to. */
	get hash(): number {
		return this.#sum;
	}

	agrees(theirs: Hash): boolean {
		return this.#positions.size === theirs.positions && this.#orders.size === theirs.orders && this.#sum === theirs.hash;
	}

	#put(items: Map<bigint, number>, key: bigint, hash: number | undefined): void {
		this.#sum = (this.#sum - (items.get(key) ?? 0) + (hash ?? 0)) >>> 0;
		if (hash === undefined) items.delete(key);
		else items.set(key, hash);
	}
}

/** Of the fields, without swap and profit, which move by themselves: they stand before the last two. */
function positionHash(frame: Uint8Array): number {
	return fnv1a(frame.subarray(-16), fnv1a(frame.subarray(headerBytes, -32)));
}

function fnv1a(bytes: Uint8Array, before = 2_166_136_261): number {
	let sum = before;
	for (const byte of bytes) sum = Math.imul(sum ^ byte, 16_777_619);
	return sum >>> 0;
}
