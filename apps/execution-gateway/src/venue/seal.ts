import { frameMacBytes, headerBytes } from '@meridian/protocol';
import { frameMac, proofMatches } from '@meridian/protocol/login';

/** The MAC on each frame of a line that leaves the machine, and the unbroken sequence that keeps a frame from being left out or sent twice. */
export class Seal {
	readonly #sessionKey: Uint8Array;
	#heard: number;

	/** @param heard the sequence of the last frame that came before. */
	constructor(sessionKey: Uint8Array, heard: number) {
		this.#sessionKey = sessionKey;
		this.#heard = heard;
	}

	/** @returns the frame as it goes on the line. */
	close(frame: Uint8Array): Uint8Array {
		const sealed = new Uint8Array(frame.length + frameMacBytes);
		sealed.set(frame);
		new DataView(sealed.buffer).setUint32(0, sealed.length - 4, true);
		const mac = frameMac(this.#sessionKey, { direction: 'g', frame: sealed.subarray(0, frame.length) });
		sealed.set(mac, frame.length);
		return sealed;
	}

	/** @returns the frame without its MAC. @throws where it is not what the terminal sent, or not in its place. */
	open(sealed: Uint8Array): Uint8Array {
		const end = sealed.length - frameMacBytes;
		if (end < headerBytes) throw new Error('a frame without its seal');
		const expected = frameMac(this.#sessionKey, { direction: 't', frame: sealed.subarray(0, end) });
		if (!proofMatches(expected, sealed.subarray(end))) throw new Error('a frame without its seal');
		const frame = new Uint8Array(sealed.subarray(0, end)); // a copy: a Buffer's slice would be none
		const view = new DataView(frame.buffer);
		view.setUint32(0, end - 4, true);
		this.#heard += 1;
		if (view.getUint32(5, true) !== this.#heard) throw new Error('a frame is missing or came twice');
		return frame;
	}
}
