/**
 * The main thread vouches to the engine thread, ten times a second, that this gateway leads. A process that was stopped and wakes up
 * finds an old word, and takes no order that adds risk until the database has said who leads: the engine thread must not have
 * to wait for the other to find out.
 */
export type Vouch = { readonly cell: SharedArrayBuffer; readonly staleMs: number };

export const newVouch = (staleMs: number): Vouch => ({ cell: new SharedArrayBuffer(4), staleMs });

/** Milliseconds in 32 bits: differences count, and survive the wrap. */
const word = (): number => Date.now() | 0;

export function vouch({ cell }: Vouch): void {
	Atomics.store(new Int32Array(cell), 0, word());
}

/** @returns whether the newest word is fresh; made once, asked for each order. */
export function vouchReader({ cell, staleMs }: Vouch): () => boolean {
	const view = new Int32Array(cell);
	return () => ((word() - Atomics.load(view, 0)) | 0) <= staleMs;
}
