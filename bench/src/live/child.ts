import { type ChildProcess, fork } from 'node:child_process';
import { resolve } from 'node:path';
import type { z } from 'zod';
import { type Answer, answer, type command } from './say.ts';

type Said = Answer['said'];
/** A process of clients. */
export class Clients {
	readonly #child: ChildProcess;
	#progress = { up: 0, failed: 0, why: '' };

	constructor() {
		this.#child = fork(resolve(import.meta.dirname, 'clients.ts'), { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
		// Whoever waits for an answer hears of its end.
		this.#child.on('error', () => undefined);
		this.#child.on('message', (message) => {
			const heard = answer.parse(message);
			if (heard.said === 'opening') this.#progress = heard;
		});
	}

	/** How far opening is. */
	get progress(): { readonly up: number; readonly failed: number; readonly why: string } {
		return this.#progress;
	}

	tell(message: z.infer<typeof command>): void {
		this.#child.send(message);
	}

	/** @throws where the process ends before it has said that, or has not within `limitMs` */
	heard<S extends Said>(said: S, limitMs: number): Promise<Extract<Answer, { said: S }>> {
		return new Promise((done, failed) => {
			const end = (act: () => void): void => {
				clearTimeout(limit);
				this.#child.off('exit', gone).off('message', hear);
				act();
			};
			const gone = (): void => end(() => failed(new Error('a process of clients ended')));
			const hear = (message: unknown): void => {
				const heard = answer.parse(message);
				if (heard.said === said) end(() => done(heard as Extract<Answer, { said: S }>));
			};
			const limit = setTimeout(
				() => end(() => failed(new Error(`the clients did not say "${said}" within ${limitMs / 1_000} s`))),
				limitMs,
			);
			this.#child.on('exit', gone).on('message', hear);
		});
	}

	readonly stop = async (): Promise<void> => {
		this.#child.kill();
	};
}
