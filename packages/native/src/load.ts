import { loadAddon } from './addon.ts';
import { type BuildInput, buildAddon } from './build.ts';
import { nodeOnly } from './node/index.ts';
import type { Native } from './types.ts';

export type LoadInput = BuildInput & {
	/** Told once, in one line, which one it is and why. */
	readonly note?: (text: string) => void;
};

/**
 * The addon, compiled first where that was not yet done (a few seconds), or Node alone where there is no compiler.
 * MERIDIAN_NATIVE=off asks for Node alone.
 */
export function loadNative(input: LoadInput = {}): Native {
	const { env = process.env, note = () => undefined } = input;
	try {
		if (env.MERIDIAN_NATIVE === 'off') throw new Error('MERIDIAN_NATIVE is off');
		const native = loadAddon(buildAddon(input));
		note('native: the C++ addon');
		return native;
	} catch (error) {
		note(`native: Node alone, slower, because there is no addon: ${error instanceof Error ? error.message : String(error)}`);
		return nodeOnly;
	}
}
