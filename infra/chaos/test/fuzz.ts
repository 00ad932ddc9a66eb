import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';

const build = resolve(import.meta.dirname, '../../../apps/execution-gateway/mt5/emulator/build.ts');
const outDir = resolve(import.meta.dirname, '../../../.state/build');

/** The terminal's binary; MERIDIAN_SANITIZE=1: with address and undefined-behaviour checks. */
export function terminalBinary(): string {
	mkdirSync(outDir, { recursive: true });
	const flags = process.env.MERIDIAN_SANITIZE === '1' ? ['--sanitize'] : [];
	const built = execFileSync(process.execPath, [build, outDir, ...flags], { encoding: 'utf8' });
	return built.trim().split('\n').at(-1) ?? '';
}
