import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Peer } from './peer.ts';
import { Recorder, type Report } from './report.ts';

const root = resolve(import.meta.dirname, '../../..');
const build = join(root, 'apps/execution-gateway/mt5/emulator/build.ts');

/** The conformance Expert Advisor in its emulated terminal, compiled where it is not. @throws with the compiler's words */
export async function conformanceTerminal(): Promise<string> {
	const outDir = join(root, '.state/build');
	mkdirSync(outDir, { recursive: true });
	const child = spawn(process.execPath, [build, outDir, '--expert', 'MeridianConformance'], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let output = '';
	child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
	const [code] = await once(child, 'close');
	if (code !== 0) throw new Error('the conformance Expert Advisor could not be compiled');
	return output.trim().split('\n').at(-1) ?? '';
}

/** One whole run of the kit against the emulated terminal. `args` are switches of the emulator; `may` is what it may do. */
export async function emulate(input: {
	readonly date: string;
	readonly args?: readonly string[];
	readonly may?: 'trade' | 'trade, stop-out' | 'nothing';
	readonly onLine?: (line: string) => void;
}): Promise<Report> {
	const binary = await conformanceTerminal();
	const recorder = new Recorder();
	const peer = await Peer.listen(recorder, { host: '127.0.0.1', port: 0 });
	if (input.onLine !== undefined) peer.onLine = input.onLine;
	const folder = mkdtempSync(join(tmpdir(), 'meridian-conformance-'));
	writeFileSync(join(folder, 'ticks.csv'), zigzag(Date.parse('2026-01-06T10:00:00Z')));
	const market = ['--ticks', join(folder, 'ticks.csv'), '--speed', '1'];
	const settings = ['--server', 'Emulated', '--login', '1', '--gateway', `127.0.0.1:${peer.port}`, '--state', join(folder, 'state')];
	const child = spawn(binary, [...settings, ...market, '--parent-pipe', ...(input.args ?? [])], {
		env: { MERIDIAN_EA_KEY: input.may ?? 'trade, stop-out' },
		stdio: ['pipe', 'pipe', 'pipe'],
	});
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	const gone = once(child, 'exit');
	try {
		const died = gone.then(([code]) => {
			if (!recorder.isDone) throw new Error(`the emulated terminal ended (${code}) before its run was over:\n${output.slice(-2_000)}`);
		});
		await Promise.race([peer.finished, died]);
		await gone;
		return recorder.report(input.date);
	} finally {
		child.kill('SIGKILL');
		await gone;
		await peer.close();
		rmSync(folder, { recursive: true, force: true });
	}
}

/** Twenty quotes a second for three minutes, up and down by forty points and on the whole down: whatever waits for the market waits seconds. */
function zigzag(fromMs: number): string {
	return Array.from({ length: 3_600 }, (_, i) => {
		const up = Math.abs((i % 40) - 20) * 2 - Math.floor(i / 2);
		return `EURUSD,${fromMs + i * 50},${price(110_000 + up)},${price(110_010 + up)}\n`;
	}).join('');
}
const price = (points: number): string => `${Math.floor(points / 100_000)}.${String(points % 100_000).padStart(5, '0')}`;
