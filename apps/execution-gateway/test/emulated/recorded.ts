import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { columnsOver, prepareTicks, TickBatch } from '@meridian/market-data';
import { onTestFinished } from 'vitest';
import { Bridge } from '../../src/testing/bridge.ts';

const data = process.env.MERIDIAN_DATA_DIR ?? resolve(import.meta.dirname, '../../../../../shared/data');
const forex = join(data, 'lean/forex');
export const recorded = {
	oanda: ['20140506', '20140507'].map((day) => join(forex, `oanda/tick/eurusd/${day}_quote.zip`)),
	fxcm: [join(forex, 'fxcm/tick/eurusd/20140506_quote.zip')],
};
export const areThere = [...recorded.oanda, ...recorded.fxcm].every((file) => existsSync(file));

/** A quote of a file: UTC, and points. */
export type Quote = readonly [timeMs: number, bid: number, ask: number];
const points = (text: string | undefined): number => Math.round(Number(text) * 1e5);

/** The emulated terminal's binary; compiled where it is not. */
export function terminalBinary(): string {
	const build = resolve(import.meta.dirname, '../../mt5/emulator/build.ts');
	const outDir = resolve(import.meta.dirname, '../../../../.state/build');
	mkdirSync(outDir, { recursive: true });
	return execFileSync(process.execPath, [build, outDir], { encoding: 'utf8' }).trim().split('\n').at(-1) ?? '';
}

/** A folder that goes with the test. */
export function newFolder(): string {
	const dir = mkdtempSync(join(tmpdir(), 'meridian-bridge-'));
	onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
	return dir;
}

/** Days one after another, as a terminal plays them; every tenth quote crossed where asked for. */
export async function quotesOf(
	files: readonly string[],
	input: { readonly dir: string; readonly first?: number | undefined; readonly hour?: number; readonly crossed?: boolean },
): Promise<Quote[]> {
	const quotes: Quote[] = [];
	for (const file of files) {
		const prepared = await prepareTicks({ file, outDir: input.dir });
		for (const line of readFileSync(prepared.file, 'utf8').split('\n')) {
			const [symbol, time, bid, ask] = line.split(',');
			if (symbol === 'EURUSD') quotes.push([Number(time), points(bid), points(ask)]);
		}
	}
	const { hour } = input;
	const of = hour === undefined ? quotes : quotes.filter(([timeMs]) => new Date(timeMs).getUTCHours() === hour);
	return of
		.slice(0, input.first)
		.map(([timeMs, bid, ask], n): Quote => (input.crossed === true && n % 10 === 9 ? [timeMs, ask + 1, bid] : [timeMs, bid, ask]));
}

/** What arrived of each tenant's first symbol, tick by tick, with what the outbox did not take. */
function arrivedOf(bridge: Bridge): { readonly byTenant: ReadonlyMap<number, Quote[]>; readonly refused: number } {
	const tenantOf = new Map<number, number>();
	const byTenant = new Map<number, Quote[]>();
	let refused = 0;
	for (const told of bridge.told) {
		if (told.kind !== 'ticks') continue;
		const { streams, memory, rows, unfit, overflowed } = told.message;
		refused = unfit + overflowed;
		for (const { stream, tenantId, symbol } of streams) if (symbol === 'EURUSD') tenantOf.set(stream, tenantId);
		const { columns } = new TickBatch(columnsOver(memory, { offset: 0, capacity: rows }));
		for (let row = 0; row < rows; row++) {
			const tenantId = tenantOf.get(columns.instrumentId[row] ?? -1);
			if (tenantId === undefined) continue;
			const list = byTenant.get(tenantId) ?? [];
			list.push([columns.timeMs[row] ?? 0, columns.bid[row] ?? 0, columns.ask[row] ?? 0]);
			byTenant.set(tenantId, list);
		}
	}
	return { byTenant, refused };
}

/** Plays a recording through one terminal each, all at once, until everything has arrived. */
export async function play(recordings: readonly (readonly Quote[])[], input: { readonly dir: string; readonly speed: string }) {
	const binary = terminalBinary();
	const terminals = recordings.map((quotes, n) => {
		const file = join(input.dir, `quotes-${n}.csv`);
		writeFileSync(
			file,
			quotes.map(([timeMs, bid, ask]) => `EURUSD,${timeMs},${(bid / 1e5).toFixed(5)},${(ask / 1e5).toFixed(5)}\n`).join(''),
		);
		return { server: `Broker ${n}`, args: ['--ticks', file, '--speed', input.speed, '--chart', 'EURUSD'] };
	});
	const bridge = await Bridge.open({ dir: input.dir, binary, terminals });
	try {
		const total = recordings.reduce((sum, { length }) => sum + length, 0);
		await bridge.until(
			'every quote to arrive',
			async () => (await bridge.terminals()).reduce((sum, { ticksReceived }) => sum + ticksReceived, 0) >= total,
		);
		await bridge.until('the last of them to be told', () => [...arrivedOf(bridge).byTenant.values()].flat().length >= total);
		return { ...arrivedOf(bridge), counts: (await bridge.terminals()).map(({ ticksReceived }) => ticksReceived) };
	} finally {
		await bridge.close();
	}
}
