import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const program = `import { exitWhenParentGoes } from ${JSON.stringify(join(import.meta.dirname, 'parent.ts'))};
exitWhenParentGoes(() => console.log('stopped'));
setInterval(() => {}, 1000);
console.log('up');`;

const start = async (watch: string) => {
	const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
		env: { ...process.env, MERIDIAN_WATCH_PARENT: watch },
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => {
		output += chunk.toString();
	});
	await once(child.stdout, 'data');
	return { child, output: () => output };
};

test('when the launcher’s pipe closes, the process stops what it has and leaves', async () => {
	const { child, output } = await start('1');
	const exited = once(child, 'exit');
	child.stdin.destroy();
	expect((await exited)[0]).toBe(0);
	expect(output()).toContain('stopped');
});

test('without MERIDIAN_WATCH_PARENT a closed stdin means nothing', async () => {
	const { child } = await start('0');
	child.stdin.end();
	await once(child.stdin, 'close');
	expect(child.exitCode).toBeNull();
	const exited = once(child, 'exit');
	child.kill();
	expect((await exited)[1]).toBe('SIGTERM');
});
