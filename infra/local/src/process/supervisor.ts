import { join } from 'node:path';
import { Guard } from './guard.ts';
import { ManagedProcess, type ProcessSpec } from './managed.ts';
import { Output } from './output.ts';
import { PidFile } from './pid-file.ts';

export type SupervisorOptions = { readonly stateDir: string; readonly quiet: boolean; readonly note: (text: string) => void };

const defaultWaitMs = 60_000;

/** All processes of one copy, in the order in which they were started. */
export class Supervisor {
	readonly #options: SupervisorOptions;
	readonly #guard = new Guard();
	readonly #pids: PidFile;
	readonly #processes = new Map<string, ManagedProcess>();

	constructor(options: SupervisorOptions) {
		this.#options = options;
		this.#pids = new PidFile(options.stateDir);
	}

	/** Takes the state folder for us. @throws where a living copy has it. */
	async claim(): Promise<void> {
		await this.#pids.claim((name) => this.#options.note(`stopping ${name}, left over from a copy that was killed`));
	}

	get names(): readonly string[] {
		return [...this.#processes.keys()];
	}

	start(spec: ProcessSpec, extraEnv: Readonly<Record<string, string>> = {}): ManagedProcess {
		const { stateDir, quiet, note } = this.#options;
		const file = join(stateDir, 'logs', `${spec.name}.log`);
		const output = new Output({ name: spec.name, file, order: this.#processes.size, quiet: quiet || spec.last === true });
		const managed = new ManagedProcess(spec, { guard: this.#guard, pids: this.#pids, output, note });
		this.#processes.set(spec.name, managed);
		managed.start(extraEnv);
		return managed;
	}

	get(name: string): ManagedProcess {
		const found = this.#processes.get(name);
		if (found === undefined) throw new Error(`no process is called ${name}; there are ${this.names.join(', ')}`);
		return found;
	}

	async restart(name: string, extraEnv: Readonly<Record<string, string>> = {}): Promise<void> {
		const managed = this.get(name);
		await managed.stop();
		managed.start(extraEnv);
		await managed.waitFor('answers', defaultWaitMs);
	}

	waitHealthy(name: string, timeoutMs = defaultWaitMs): Promise<void> {
		return this.get(name).waitFor('ok', timeoutMs);
	}

	/** In reverse order; what the others need until their end comes last. */
	async stop(): Promise<void> {
		const all = [...this.#processes.values()].toReversed();
		for (const managed of all.filter((one) => one.spec.last !== true)) await managed.stop();
		for (const managed of all.filter((one) => one.spec.last === true)) await managed.stop();
		this.#processes.clear();
		this.#pids.release();
		this.#guard.close();
	}
}
