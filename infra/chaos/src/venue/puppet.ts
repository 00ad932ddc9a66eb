import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** What the Expert Advisor did while a command was carried out. */
export type PuppetEvent = { readonly kind: 'connect' | 'close' } | { readonly kind: 'tx'; readonly bytes: Buffer };

/**
 * The emulated terminal on simulated time (mt5/emulator/puppet.hpp): one command, and this process waits until it is carried out. So the order of everything is
 * decided here, and a seed decides all of it.
 */
export class Puppet {
	readonly #child: ChildProcess;
	readonly #in: number;
	readonly #out: number;
	readonly #buffer = Buffer.alloc(64 * 1024);
	#text = '';
	#alive = true;

	/** @param input.dir where the two pipes are, made by the first who comes. `log`: what the EA prints. */
	constructor(input: {
		readonly binary: string;
		readonly args: readonly string[];
		readonly key: string;
		readonly dir: string;
		readonly log: string;
	}) {
		const pipes = { IN: join(input.dir, 'in'), OUT: join(input.dir, 'out') };
		for (const pipe of Object.values(pipes)) if (!existsSync(pipe)) execFileSync('mkfifo', [pipe]);
		// The shell opens the pipes, so that each end waits for the other, and then becomes the terminal.
		this.#child = spawn('/bin/sh', ['-c', 'exec "$@" <"$IN" >"$OUT" 2>>"$LOG"', 'sh', input.binary, ...input.args], {
			env: { ...pipes, LOG: input.log, MERIDIAN_EA_KEY: input.key },
			stdio: 'ignore',
		});
		this.#child.on('error', () => undefined);
		this.#in = openSync(pipes.IN, 'w');
		this.#out = openSync(pipes.OUT, 'r');
	}

	/** @returns the command's answer, and what happened on the way. @throws where the terminal is gone */
	command(line: string): { readonly answer: string; readonly events: readonly PuppetEvent[] } {
		writeSync(this.#in, `${line}\n`);
		const events: PuppetEvent[] = [];
		for (;;) {
			const said = this.#line();
			if (said.startsWith('ok ')) return { answer: said.slice(3), events };
			if (said.startsWith('tx ')) events.push({ kind: 'tx', bytes: Buffer.from(said.slice(3), 'hex') });
			else if (said === 'connect' || said === 'close') events.push({ kind: said });
			else throw new Error(`the terminal said ${JSON.stringify(said.slice(0, 80))} to ${line.slice(0, 80)}`);
		}
	}

	/** Without warning. */
	kill(): void {
		if (!this.#alive) return;
		this.#alive = false;
		this.#child.kill('SIGKILL');
		closeSync(this.#in);
		closeSync(this.#out);
	}

	#line(): string {
		for (;;) {
			const end = this.#text.indexOf('\n');
			if (end >= 0) {
				const line = this.#text.slice(0, end);
				this.#text = this.#text.slice(end + 1);
				return line;
			}
			const got = readSync(this.#out, this.#buffer);
			if (got === 0) throw new Error('the terminal ended by itself');
			this.#text += this.#buffer.toString('latin1', 0, got);
		}
	}
}
