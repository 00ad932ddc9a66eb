import { PuppetSlot } from './puppet-slot.ts';

/** What the Expert Advisor did while a command was carried out. */
export type PuppetEvent = { readonly kind: 'connect' | 'close' } | { readonly kind: 'tx'; readonly bytes: Buffer };

/**
 * The emulated terminal on simulated time (mt5/emulator/puppet.hpp): commands, and this process waits until they are carried out. So the order of everything is
 * decided here, and a seed decides all of it.
 */
export class Puppet {
	#slot: PuppetSlot | undefined;

	/** @param input.log what the EA prints. */
	constructor(input: { readonly binary: string; readonly args: readonly string[]; readonly key: string; readonly log: string }) {
		this.#slot = PuppetSlot.take(input.binary);
		this.#slot.begin(input);
	}

	/** Carries commands out at once, one after another. @returns the last one's answer, and what happened on the way. @throws where the terminal is gone */
	command(...lines: readonly string[]): { readonly answer: string; readonly events: readonly PuppetEvent[] } {
		if (this.#slot === undefined) throw new Error('the terminal was killed');
		this.#slot.write(`${lines.join('\n')}\n`);
		const events: PuppetEvent[] = [];
		for (let left = lines.length; ; ) {
			const said = this.#slot.line();
			if (said.startsWith('ok ')) {
				left -= 1;
				if (left === 0) return { answer: said.slice(3), events };
			} else if (said.startsWith('tx ')) events.push({ kind: 'tx', bytes: Buffer.from(said.slice(3), 'hex') });
			else if (said === 'connect' || said === 'close') events.push({ kind: said });
			else throw new Error(`the terminal said ${JSON.stringify(said.slice(0, 80))} to ${lines.join('; ').slice(0, 80)}`);
		}
	}

	/** Without warning. */
	kill(): void {
		this.#slot?.kill();
		this.#slot = undefined;
	}
}
