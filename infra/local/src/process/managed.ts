import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { Backoff } from './backoff.ts';
import type { Guard } from './guard.ts';
import { type HealthProbe, waitForHealth } from './health.ts';
import { groupLives, signalGroup } from './identity.ts';
import type { Output } from './output.ts';
import type { PidFile } from './pid-file.ts';

export type ProcessSpec = {
	readonly name: string;
	readonly command: string;
	readonly args: readonly string[];
	readonly env: Readonly<Record<string, string>>;
	readonly cwd: string;
	readonly health: HealthProbe;
	/** Databases want SIGINT (fast shutdown); default SIGTERM. */
	readonly stopSignal?: 'SIGTERM' | 'SIGINT';
	/** Stops after everything else, because the others need it until then. */
	readonly last?: boolean;
	readonly user?: { readonly uid: number; readonly gid: number };
};
export type Surroundings = {
	readonly guard: Guard;
	readonly pids: PidFile;
	readonly output: Output;
	readonly note: (text: string) => void;
};

const stopWaitMs = 10_000;

/** One child: started, watched, restarted with back-off when it dies on its own, stopped for good when told. */
export class ManagedProcess {
	readonly spec: ProcessSpec;
	readonly #around: Surroundings;
	readonly #backoff = new Backoff();
	#child: ChildProcess | undefined;
	#startedAt = 0;
	#wanted = false;
	#restarts = 0;
	#timer: NodeJS.Timeout | undefined;
	#ended: Promise<void> = Promise.resolve();

	constructor(spec: ProcessSpec, around: Surroundings) {
		this.spec = spec;
		this.#around = around;
	}

	get pid(): number | undefined {
		return this.#child?.pid;
	}
	/** Restarts after a crash since the last start on purpose. */
	get restarts(): number {
		return this.#restarts;
	}

	/** @param extraEnv for this run only: a restart after a crash does without it. */
	start(extraEnv: Readonly<Record<string, string>> = {}): void {
		this.#wanted = true;
		this.#restarts = 0;
		this.#backoff.reset();
		this.#spawn(extraEnv);
	}

	async stop(): Promise<void> {
		this.#wanted = false;
		clearTimeout(this.#timer);
		const child = this.#child;
		if (child?.pid === undefined) return this.#ended;
		const { pid } = child;
		signalGroup(pid, this.spec.stopSignal ?? 'SIGTERM');
		const forced = new AbortController();
		const late = delay(stopWaitMs, 'late' as const, { signal: forced.signal }).catch(() => 'ended' as const);
		if ((await Promise.race([this.#ended, late])) === 'late') {
			this.#around.note(`${this.spec.name} did not stop within ${stopWaitMs / 1000} s: killed`);
			signalGroup(pid, 'SIGKILL');
			await this.#ended;
		}
		forced.abort();
	}

	kill(signal: NodeJS.Signals): void {
		const pid = this.#child?.pid;
		if (pid === undefined) throw new Error(`${this.spec.name} is not running`);
		this.#child?.kill(signal);
	}

	waitFor(want: 'ok' | 'answers', timeoutMs: number): Promise<void> {
		const { name, health } = this.spec;
		const abandoned = () => (this.#restarts >= 3 ? `keeps crashing:\n${this.#around.output.tail()}` : undefined);
		return waitForHealth(health, { name, want, timeoutMs, abandoned }).catch((error: unknown) => {
			const text = error instanceof Error ? error.message : String(error);
			throw new Error(text.includes('\n') ? text : `${text}\n${this.#around.output.tail()}`);
		});
	}

	#spawn(extraEnv: Readonly<Record<string, string>>): void {
		const { spec } = this;
		const { guard, pids, output, note } = this.#around;
		// A group of its own: Ctrl-C must reach the launcher alone, which then stops all in order. The open pipe at its stdin tells
		// a child that watches it (MERIDIAN_WATCH_PARENT) that we are gone.
		const child = spawn(spec.command, spec.args, {
			cwd: spec.cwd,
			env: { ...spec.env, ...extraEnv },
			stdio: ['pipe', 'pipe', 'pipe'],
			detached: true,
			...(spec.user ?? {}),
		});
		this.#child = child;
		this.#startedAt = performance.now();
		child.stdin?.on('error', () => undefined);
		for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', (text: string) => output.write(text));
		const { pid } = child;
		if (pid !== undefined) {
			guard.watch(pid, { signal: spec.stopSignal ?? 'SIGTERM', last: spec.last ?? false });
			pids.add(spec.name, pid);
		}
		this.#ended = new Promise((resolve) => {
			let told = false;
			const ended = (how: string) => {
				if (told) return;
				told = true;
				if (pid !== undefined) {
					// Helpers of a dead process (workers, backends) go with it.
					if (groupLives(pid) && spec.name !== 'postgres') signalGroup(pid, 'SIGKILL');
					guard.forget(pid);
					pids.remove(pid);
				}
				if (this.#child === child) this.#child = undefined;
				if (this.#wanted) this.#again(how);
				resolve();
			};
			child.on('error', (error) => ended(error.message));
			child.on('exit', (code, signal) => ended(signal === null ? `exit code ${code}` : signal));
		});
		if (Object.keys(extraEnv).length > 0) note(`${spec.name} started with ${Object.keys(extraEnv).join(', ')}`);
	}

	#again(how: string): void {
		const waitMs = this.#backoff.next(performance.now() - this.#startedAt);
		this.#around.note(`${this.spec.name} ended by itself (${how}); restart ${this.#restarts + 1} in ${waitMs} ms`);
		this.#timer = setTimeout(() => {
			this.#restarts += 1;
			this.#spawn({});
		}, waitMs);
	}
}
