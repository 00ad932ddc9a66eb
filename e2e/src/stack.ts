import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StackOptions } from '@meridian/local';

/** A stack of its own for one test file: its own state and ports, so that it disturbs nobody and nobody it. */
export function freshStack(name: keyof typeof portBases, options: Partial<StackOptions> = {}): StackOptions {
	return {
		portBase: portBases[name],
		stateDir: mkdtempSync(join(tmpdir(), `meridian-${name}-`)),
		fresh: true,
		quiet: process.env.MERIDIAN_E2E_VERBOSE === undefined,
		...options,
	};
}

const portBases = { portal: 17400, unplug: 17500, kill: 17600, oracle: 17700, badInput: 17800, bench: 17900, direct: 18000 } as const;
