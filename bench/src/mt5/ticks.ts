import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Bridge } from '@meridian/execution-gateway/testing';
import { seeded } from '../support/random.ts';
import type { Result } from '../types.ts';

/** Of all terminals together. */
export const ticksPerRun = 1_000_000;

/** Every terminal has a market of its own size and plays it as fast as its EA takes it: until all of it has arrived at the gateway. */
export async function measureTicks(input: {
	readonly dir: string;
	readonly terminalDir: string;
	readonly binary: string;
	readonly terminals: number;
}): Promise<Result[]> {
	const { dir, terminals } = input;
	const each = ticksPerRun / terminals;
	const file = join(dir, 'ticks.csv');
	writeFileSync(file, walk(each));
	const args = ['--ticks', file, '--speed', 'max', '--chart', 'EURUSD'];
	const bridge = await Bridge.open({
		...input,
		terminals: Array.from({ length: terminals }, (_, n) => ({ server: `Broker ${n % 2}`, args })),
	});
	try {
		let began: { readonly atMs: number; readonly cpu: NodeJS.CpuUsage; readonly ticks: number } | undefined;
		let ticks = 0;
		await bridge.until('every tick to arrive', async () => {
			ticks = (await bridge.terminals()).reduce((sum, { ticksReceived }) => sum + ticksReceived, 0);
			if (ticks > 0) began ??= { atMs: performance.now(), cpu: process.cpuUsage(), ticks };
			return ticks >= ticksPerRun;
		});
		if (began === undefined) throw new Error('no tick came');
		const took = ticks - began.ticks;
		const cpu = process.cpuUsage(began.cpu);
		const name = `ticks of ${terminals} terminal${terminals === 1 ? '' : 's'}`;
		return [
			{ case: name, metric: 'rate', unit: '1/s', value: Math.round((took * 1_000) / (performance.now() - began.atMs)) },
			{ case: name, metric: 'gateway', unit: 'CPU us/tick', value: Math.round((100 * (cpu.user + cpu.system)) / took) / 100 },
			{ case: name, metric: 'lost', unit: '', value: ticksPerRun - ticks },
		];
	} finally {
		await bridge.close();
	}
}

function walk(rows: number): string {
	const { below } = seeded(7);
	const lines: string[] = [];
	let bid = 110_000;
	let timeMs = 1_704_153_600_000;
	for (let n = 0; n < rows; n++) {
		timeMs += below(200);
		bid += below(5) - 2;
		lines.push(`EURUSD,${timeMs},${(bid / 1e5).toFixed(5)},${((bid + 10) / 1e5).toFixed(5)}\n`);
	}
	return lines.join('');
}
