import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** A process that stops as `stop` says; it has said `up` before it is given back. */
async function start(stop: string) {
	const from = (file: string) => JSON.stringify(join(import.meta.dirname, file));
	const program = `import { stopOnSignal } from ${from('stop-on-signal.ts')};
import { createLogger } from ${from('logger.ts')};
stopOnSignal(${stop}, { log: createLogger('test'), farewell: 'going' });
setInterval(() => {}, 1000);
console.log('up');`;
	const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
		env: { ...process.env, MERIDIAN_WATCH_PARENT: '0' },
		stdio: ['pipe', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => {
		output += chunk.toString();
	});
	await once(child.stdout, 'data');
	return { child, output: () => output };
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
	test(`${signal} closes what is open, and the process leaves with 0`, async () => {
		const { child, output } = await start(`() => { console.log('closed') }`);
		const closed = once(child, 'close');
		child.kill(signal);
		expect((await closed)[0]).toBe(0);
		expect(output()).toContain('going');
		expect(output()).toContain('closed');
	});

test('two signals stop it once', async () => {
	const { child, output } = await start(`() => new Promise((done) => { console.log('closing'); process.once('SIGUSR2', done) })`);
	const closed = once(child, 'close');
	child.kill('SIGTERM');
	while (!output().includes('closing')) await once(child.stdout, 'data');
	child.kill('SIGINT');
	while (output().split('going').length < 3) await once(child.stdout, 'data');
	child.kill('SIGUSR2');
	expect((await closed)[0]).toBe(0);
	expect(output().split('closing')).toHaveLength(2);
});

test('what can’t be closed is said, and the process leaves with 1', async () => {
	const { child, output } = await start(`() => Promise.reject(new Error('the journal is stuck'))`);
	const closed = once(child, 'close');
	child.kill('SIGTERM');
	expect((await closed)[0]).toBe(1);
	expect(output()).toContain('the journal is stuck');
});
