import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { lastLines, run } from '../exec.ts';
import { buildDir, root } from '../paths.ts';
import { withLock } from './stamp.ts';

const script = join(root, 'apps/execution-gateway/mt5/emulator/build.ts');

/** Compiles the Expert Advisor with its emulator (cached by content). @returns the binary. @throws with the compiler's errors. */
export async function buildEmulator(compiler: string): Promise<string> {
	return withLock(join(buildDir, 'emulator.lock'), async () => {
		const built = await run(process.execPath, [script, buildDir], { cwd: root, env: { ...process.env, CXX: compiler } });
		const binary = lastLines(built.stdout, 1);
		if (built.code !== 0 || !existsSync(binary))
			throw new Error(`the terminal emulator could not be compiled:\n${lastLines(built.stderr || built.stdout, 30)}`);
		return binary;
	});
}
