import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * A small process in a session of its own that holds the other end of our pipe. When we die, by whatever signal, the pipe closes
 * and it stops every process we told it of. Without it a kill -9 of the launcher would leave a database holding its port.
 */
export class Guard {
	readonly #child: ChildProcess;
	constructor() {
		this.#child = spawn(process.execPath, [join(import.meta.dirname, 'guard-main.ts')], {
			stdio: ['pipe', 'ignore', 'inherit'],
			detached: true,
		});
		this.#child.stdin?.on('error', () => undefined);
		this.#child.unref();
	}

	/** Its process id, for the tests. */
	get pid(): number | undefined {
		return this.#child.pid;
	}

	watch(pid: number, input: { readonly signal: NodeJS.Signals; readonly last: boolean }): void {
		this.#send({ watch: pid, ...input });
	}

	forget(pid: number): void {
		this.#send({ forget: pid });
	}

	/** Ends it; call when nothing is left to watch. */
	close(): void {
		this.#child.stdin?.end();
	}

	#send(message: unknown): void {
		this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
	}
}
