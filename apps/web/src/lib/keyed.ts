import type { FrameQueue } from './frames';

/** Something by key whose cells can be told of its changes. */
export type Source<T> = {
	get(key: string): T | undefined;
	/** Told, once a frame at most, that this one changed. @returns how to be told no more */
	on(key: string, listener: () => void): () => void;
};

/** Who wants to know of which key; they are told in the next frame. */
export class KeyedListeners {
	readonly #byKey = new Map<string, Set<() => void>>();
	readonly #frames: FrameQueue;

	constructor(frames: FrameQueue) {
		this.#frames = frames;
	}

	on(key: string, listener: () => void): () => void {
		// A function of its own: the same one may be given twice, and each is told and forgotten by itself.
		const own = () => listener();
		const listeners = this.#byKey.get(key) ?? new Set();
		this.#byKey.set(key, listeners.add(own));
		return () => {
			listeners.delete(own);
			this.#frames.forget(own);
			if (listeners.size === 0 && this.#byKey.get(key) === listeners) this.#byKey.delete(key);
		};
	}

	changed(key: string): void {
		const listeners = this.#byKey.get(key);
		if (listeners !== undefined) for (const listener of listeners) this.#frames.ask(listener);
	}
}
