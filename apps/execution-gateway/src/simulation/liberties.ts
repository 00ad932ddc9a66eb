import { createCodec, terminalProtocol } from '@meridian/protocol';
import type { Chance } from './chance.ts';
import type { SimLine } from './net.ts';

const codec = createCodec(terminalProtocol);
/** MetaTrader repeats transactions, and promises no order among those of different kinds. */
const repeatable: ReadonlySet<string> = new Set(['DealItem', 'OrderItem', 'PositionItem', 'TradeResult', 'TradeAck', 'Account']);
const movable: ReadonlySet<string> = new Set(['OrderItem', 'TradeResult', 'TradeAck', 'Account']);
const timeout = 10012;

type Line = { inSnapshot: boolean; held: { readonly bytes: Uint8Array; left: number }[] };

/** What a terminal may do with the facts that it tells, apart from a snapshot, which is counted: tell twice, tell late, and not know how a request ended. */
export class Liberties {
	readonly #chance: Chance;
	readonly #lines = new WeakMap<SimLine, Line>();
	/** How often each of them is taken. */
	probability = 0.05;

	constructor(chance: Chance) {
		this.#chance = chance;
	}

	/** @returns what goes on the line in place of one frame. */
	take(simLine: SimLine, bytes: Uint8Array): readonly Uint8Array[] {
		const line = this.#line(simLine);
		const { name, body, seq } = codec.decode(bytes);
		if (name === 'SnapshotBegin') {
			line.inSnapshot = true;
			return [...this.#release(line, true), bytes];
		}
		if (name === 'SnapshotEnd') line.inSnapshot = false;
		if (line.inSnapshot || !repeatable.has(name)) return [bytes, ...this.#release(line, false)];
		if (name === 'TradeResult' && this.#chance.hits(this.probability))
			return [codec.encode(name, seq, { ...body, retcode: timeout, order: 0n, deal: 0n }), ...this.#release(line, false)];
		const copies = this.#chance.hits(this.probability) ? [bytes, bytes] : [bytes];
		if (!movable.has(name) || !this.#chance.hits(this.probability)) return [...copies, ...this.#release(line, false)];
		const released = this.#release(line, false);
		for (const copy of copies) line.held.push({ bytes: copy, left: this.#chance.between(1, 4) });
		return released;
	}

	#line(simLine: SimLine): Line {
		let line = this.#lines.get(simLine);
		if (line === undefined) {
			line = { inSnapshot: false, held: [] };
			this.#lines.set(simLine, line);
		}
		return line;
	}

	/** What has been held back long enough. */
	#release(line: Line, all: boolean): Uint8Array[] {
		for (const held of line.held) held.left -= 1;
		const due = line.held.filter(({ left }) => all || left <= 0);
		line.held = line.held.filter(({ left }) => !all && left > 0);
		return due.map(({ bytes }) => bytes);
	}
}
