import type { Message, TerminalProtocol } from '@meridian/protocol';
import type { Mirror } from './mirror.ts';

type StateHash = Message<TerminalProtocol, 'StateHash'>;
type Money = { readonly balance: number; readonly credit: number };

/** How often the whole picture is asked for in a row before an operator must look. */
export const maxPasses = 2;
/** A hash may overtake a fact that is still on its way: only what differs so often in a row is a difference. */
const patience = 2;

/** Watches whether what a terminal has told is still what it has. */
export class Vigil {
	#differences = 0;
	#passes = 0;
	#money: Money | undefined;
	/** A difference may stand open: told by this line, or by one before it that broke, or that an earlier gateway had. */
	#mayBeOpen = true;

	hearMoney({ balance, credit }: Money): void {
		this.#money = { balance, credit };
	}

	/** @returns what to do about it: nothing, ask for the whole picture, tell an operator that it did not help, or that both agree: once, and again after each difference told. */
	judge(theirs: StateHash, mirror: Mirror): 'fine' | 'wait' | 'ask' | 'break' | 'agrees' {
		const same = mirror.agrees(theirs) && this.#money?.balance === theirs.balance && this.#money.credit === theirs.credit;
		if (same) {
			this.#differences = 0;
			this.#passes = 0;
			const mayBeOpen = this.#mayBeOpen;
			this.#mayBeOpen = false;
			return mayBeOpen ? 'agrees' : 'fine';
		}
		this.#differences += 1;
		if (this.#differences < patience || this.#passes > maxPasses) return 'wait';
		this.#differences = 0;
		this.#passes += 1;
		if (this.#passes <= maxPasses) return 'ask';
		this.#mayBeOpen = true;
		return 'break';
	}

	/** The picture itself had another hash: something changed while it was told. One more difference, and it is asked for again. */
	doubt(): void {
		this.#differences = patience - 1;
	}

	/** An operator wants it tried again. */
	forgive(): void {
		this.#differences = 0;
		this.#passes = 0;
	}
}
