import { execFileSync, spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The terminal has ended by itself: a critical error of its Expert Advisor, a fault of the emulator, or a word of a sanitizer. */
export class PuppetGone extends Error {
	override readonly name = 'PuppetGone';
}

const idle = new Map<string, PuppetSlot[]>();

/**
 * A process of the emulator (mt5/emulator/puppets.hpp) that is a terminal, and another after it: schedules begin some four each, and a program that is started
 * costs as much as a tenth of a schedule. Whoever is done with one gives it back.
 */
export class PuppetSlot {
	readonly #binary: string;
	readonly #in: number;
	readonly #out: number;
	readonly #buffer = Buffer.alloc(64 * 1024);
	#text = '';
	#pid = 0;

	private constructor(binary: string) {
		this.#binary = binary;
		const dir = mkdtempSync(join(tmpdir(), 'meridian-puppets-'));
		const pipes = { IN: join(dir, 'in'), OUT: join(dir, 'out') };
		execFileSync('mkfifo', Object.values(pipes));
		// The shell opens the pipes, so that each end waits for the other, and then becomes the emulator. It ends with its input, and so with us.
		const child = spawn('/bin/sh', ['-c', 'exec "$@" <"$IN" >"$OUT"', 'sh', binary, '--puppets'], {
			env: pipes,
			stdio: ['ignore', 'ignore', 'inherit'],
		});
		child.on('error', () => undefined);
		child.unref();
		this.#in = openSync(pipes.IN, 'w');
		this.#out = openSync(pipes.OUT, 'r');
		rmSync(dir, { recursive: true });
	}

	static take(binary: string): PuppetSlot {
		return idle.get(binary)?.pop() ?? new PuppetSlot(binary);
	}

	/** @param input.log where the terminal's words go. */
	begin(input: { readonly key: string; readonly log: string; readonly args: readonly string[] }): void {
		writeSync(this.#in, `${[input.key, input.log, this.#binary, ...input.args].join('\t')}\n`);
		const [word, pid] = this.line().split(' ');
		if (word !== 'started') throw new Error(`the emulator said ${word} instead of starting a terminal`);
		this.#pid = Number(pid);
	}

	write(lines: string): void {
		writeSync(this.#in, lines);
	}

	/** @throws PuppetGone */
	line(): string {
		const line = this.#next();
		if (!line.startsWith('gone ')) return line;
		this.#pid = 0;
		throw new PuppetGone(`the terminal ended by itself (${line.slice(5)})`);
	}

	/** Without warning, and at once free for another terminal. What it had said and nobody has read is gone with it. */
	kill(): void {
		if (this.#pid !== 0) {
			process.kill(this.#pid, 'SIGKILL');
			while (!this.#next().startsWith('gone '));
		}
		this.#pid = 0;
		this.#text = '';
		const others = idle.get(this.#binary);
		if (others === undefined) idle.set(this.#binary, [this]);
		else others.push(this);
	}

	/** @throws where the emulator itself is gone. */
	#next(): string {
		for (;;) {
			const end = this.#text.indexOf('\n');
			if (end >= 0) {
				const line = this.#text.slice(0, end);
				this.#text = this.#text.slice(end + 1);
				return line;
			}
			const got = readSync(this.#out, this.#buffer);
			if (got === 0) {
				closeSync(this.#in);
				closeSync(this.#out);
				throw new Error('the emulator ended by itself');
			}
			this.#text += this.#buffer.toString('latin1', 0, got);
		}
	}
}
