import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { GatewaySide } from './gateway-side.ts';
import { binary, key } from './terminal.ts';

const minuteMs = 60_000;

function folder(): string {
	const dir = mkdtempSync(join(tmpdir(), 'meridian-history-'));
	onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
	return dir;
}

/** Low and high by the minute's start. */
function exported(dir: string, symbol: string): Map<number, { low: number; high: number }> {
	const file = readdirSync(dir).find((name) => name.startsWith(`${symbol}_M1_`));
	const [, ...lines] = readFileSync(join(dir, file ?? ''), 'utf8')
		.trim()
		.split('\n');
	return new Map(
		lines.map((line) => {
			const [date = '', time = '', , high, low] = line.split('\t');
			return [Date.parse(`${date.replaceAll('.', '-')}T${time}Z`), { low: Number(low), high: Number(high) }];
		}),
	);
}

test('--export-bars: every minute of the days before a moment, alike each time', () => {
	const [one, other] = [folder(), folder()];
	for (const dir of [one, other])
		execFileSync(binary(), ['--export-bars', dir, '--days', '1', '--seed', '7', '--start-ms', String(Date.UTC(2026, 0, 3, 0, 0, 59))]);
	for (const side of ['bid', 'ask']) {
		const bars = exported(join(one, side), 'EURUSD');
		expect([...bars.keys()]).toEqual(Array.from({ length: 1440 }, (_, at) => Date.UTC(2026, 0, 2) + at * minuteMs));
		expect(exported(join(other, side), 'EURUSD')).toEqual(bars);
	}
});

test('--export-bars: what a running terminal quotes lies in the exported minutes, and not in those of any seed', async () => {
	const gateway = await GatewaySide.listen(key);
	const end = String(Date.now() + 5 * minuteMs);
	const exportOf = (seed: string): string => {
		const dir = folder();
		execFileSync(binary(), ['--export-bars', dir, '--days', '1', '--seed', seed, '--start-ms', end]);
		return dir;
	};
	const [same, ...others] = ['7', '8', '9', '10'].map(exportOf);
	const terminal = spawn(
		binary(),
		['--server', 'Test', '--login', '7001', '--gateway', `127.0.0.1:${gateway.port}`, '--state', join(folder(), 'state'), '--seed', '7'],
		{ env: { MERIDIAN_EA_KEY: key }, stdio: 'ignore' },
	);
	onTestFinished(async () => {
		terminal.kill('SIGKILL');
		await gateway.close();
	});
	await gateway.snapshot(['EURUSD']);
	await vi.waitFor(() => expect(gateway.all('Tick').length).toBeGreaterThan(8), { timeout: 15_000, interval: 20 });
	const inside = (dir = '') => {
		const bars = exported(join(dir, 'bid'), 'EURUSD');
		return gateway.all('Tick').filter(({ timeMs, bid }) => {
			const bar = bars.get(Math.floor(Number(timeMs) / minuteMs) * minuteMs);
			return bar !== undefined && bid >= bar.low - 1e-9 && bid <= bar.high + 1e-9;
		}).length;
	};
	expect(inside(same)).toBe(gateway.all('Tick').length);
	// Two walks may meet at the moment of the test; not the others with it, all three.
	expect(Math.min(...others.map(inside))).toBe(0);
});
