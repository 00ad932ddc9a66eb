import type { Host } from '../host.ts';
import type { Chance } from './chance.ts';
import type { Schedule } from './schedule.ts';

/** Thrown out of the port at which a process died. Nothing that it does afterwards reaches anything. */
export class ProcessDied extends Error {
	override readonly name = 'ProcessDied';
}

/** 2026-01-05, a Monday, so that every session is open. */
export const startedAtMs = 1_767_571_200_000;

/** A simulated process: its clock and timers, and its death, which may come between any two things that it does to the world. */
export class SimProcess {
	readonly name: string;
	readonly schedule: Schedule;
	alive = true;
	/** How far its clock is from the true one. */
	skewMs = 0;
	readonly host: Host;
	readonly #waiting = new Set<{ readonly act: () => void }>();
	#callsLeft = Number.POSITIVE_INFINITY;
	#died: () => void;

	/** @param died once, after the event in which it died. */
	constructor(input: { readonly name: string; readonly schedule: Schedule; readonly chance: Chance; readonly died: () => void }) {
		const { name, schedule, chance } = input;
		this.name = name;
		this.schedule = schedule;
		this.#died = input.died;
		this.host = {
			nowMs: () => startedAtMs + Math.floor(schedule.nowMs) + this.skewMs,
			steadyMs: () => schedule.nowMs,
			every: (periodMs, act) => this.#every(periodMs, act),
			after: (delayMs, act) => this.#after(delayMs, act),
			nonce: () => chance.bytes(16),
		};
	}

	/** Runs as this process; what it threw because it died ends here. */
	run(act: () => void): void {
		if (!this.alive) return;
		try {
			act();
		} catch (error) {
			if (!(error instanceof ProcessDied)) throw error;
		}
	}

	/** Every port calls this before and after it reaches the world. @param torn what is left half done where it dies here. @throws ProcessDied */
	touch(torn?: () => void): void {
		if (!this.alive) throw new ProcessDied(this.name);
		this.#callsLeft -= 1;
		if (this.#callsLeft > 0) return;
		torn?.();
		this.kill();
		throw new ProcessDied(this.name);
	}

	/** Dies in the middle of whatever it does when it reaches the world for the count-th time from now. */
	killAfter(count: number): void {
		this.#callsLeft = count;
	}

	kill(): void {
		if (!this.alive) return;
		this.alive = false;
		this.#waiting.clear();
		const died = this.#died;
		this.schedule.in(0, died);
	}

	/** Lets happen at once what it waits to do once: another machine does it, whether this process lives or not. */
	finishWaiting(): void {
		for (const { act } of [...this.#waiting]) act();
	}

	#every(periodMs: number, act: () => void): () => void {
		let on = true;
		const again = (): void => {
			if (!on || !this.alive) return;
			this.run(act);
			this.schedule.in(periodMs, again);
		};
		this.schedule.in(periodMs, again);
		return () => {
			on = false;
		};
	}

	#after(delayMs: number, act: () => void): () => void {
		const entry = {
			act: () => {
				if (this.#waiting.delete(entry)) this.run(act);
			},
		};
		this.#waiting.add(entry);
		this.schedule.in(delayMs, entry.act);
		return () => this.#waiting.delete(entry);
	}
}
