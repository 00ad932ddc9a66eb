import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { makeStateDir } from '../paths.ts';
import { groupLives, signalGroup, startMark } from './identity.ts';

const entryShape = z.object({ name: z.string(), pid: z.number().int().positive(), mark: z.string() });
const fileShape = z.object({ launcher: entryShape, children: z.array(entryShape) });
type Entry = z.infer<typeof entryShape>;

const stopWaitMs = 8_000;

/** Who runs on this state folder, so that a later start can tell a living copy from leftovers of a killed one. */
export class PidFile {
	readonly #file: string;
	#children: Entry[] = [];
	constructor(stateDir: string) {
		this.#file = join(stateDir, 'pids.json');
	}

	/** Stops what a killed launcher left behind. @throws where a living launcher uses this state. */
	async claim(onLeftover: (name: string) => void): Promise<void> {
		const previous = this.#read();
		if (previous !== undefined) {
			if (alive(previous.launcher) && previous.launcher.pid !== process.pid) {
				throw new Error(
					`this copy is already running (process ${previous.launcher.pid}).\nStop it, or run a second one with ports and state of its own: npm start -- --port N`,
				);
			}
			const left = previous.children.filter(alive);
			for (const entry of left.toReversed()) {
				onLeftover(entry.name);
				// A database wants SIGINT: SIGTERM would wait for its clients.
				signalGroup(entry.pid, entry.name === 'postgres' ? 'SIGINT' : 'SIGTERM');
			}
			const until = Date.now() + stopWaitMs;
			while (left.some((entry) => groupLives(entry.pid)) && Date.now() < until) await delay(50);
			for (const entry of left) if (groupLives(entry.pid)) signalGroup(entry.pid, 'SIGKILL');
		}
		this.#write();
	}

	add(name: string, pid: number): void {
		this.#children = [...this.#children, { name, pid, mark: startMark(pid) ?? '' }];
		this.#write();
	}

	remove(pid: number): void {
		this.#children = this.#children.filter((entry) => entry.pid !== pid);
		this.#write();
	}

	release(): void {
		rmSync(this.#file, { force: true });
	}

	#write(): void {
		const launcher = { name: 'launcher', pid: process.pid, mark: startMark(process.pid) ?? '' };
		makeStateDir(dirname(this.#file));
		writeFileSync(`${this.#file}.new`, JSON.stringify({ launcher, children: this.#children }));
		renameSync(`${this.#file}.new`, this.#file);
	}

	#read(): z.infer<typeof fileShape> | undefined {
		if (!existsSync(this.#file)) return undefined;
		try {
			return fileShape.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
		} catch {
			return undefined; // half-written by a crash of the machine: whoever it named is gone with it
		}
	}
}

const alive = (entry: Entry): boolean => entry.mark !== '' && startMark(entry.pid) === entry.mark;
