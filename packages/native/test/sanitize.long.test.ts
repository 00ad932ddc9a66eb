import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { buildAddon, findCompiler } from '../src/build.ts';

const rounds = 200;

/** Node itself is not sanitized, so the runtime is loaded ahead of it; leaks are Node's own at exit and are not counted. */
function drive(seed: number) {
	const compiler = findCompiler(process.env);
	const library = (name: string) => execFileSync(compiler, [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();
	return spawnSync(process.execPath, [join(import.meta.dirname, 'drive.ts'), String(seed), String(rounds)], {
		encoding: 'utf8',
		env: {
			...process.env,
			LD_PRELOAD: `${library('libasan.so')} ${library('libubsan.so')}`,
			ASAN_OPTIONS: 'detect_leaks=0:abort_on_error=1',
			UBSAN_OPTIONS: 'halt_on_error=1:print_stacktrace=1',
		},
	});
}

test.each([1, 2, 3])('random and wrong calls trip neither the address nor the undefined-behaviour sanitizer (seed %i)', (seed) => {
	buildAddon({ sanitize: true });
	const child = drive(seed);
	expect(child.stderr).not.toMatch(/AddressSanitizer|runtime error/);
	expect(child.stdout).toMatch(new RegExp(`^driven ${rounds} rounds, [1-9]\\d+ calls refused`));
	expect(child.status).toBe(0);
});
